export const greet = 'no default export';
