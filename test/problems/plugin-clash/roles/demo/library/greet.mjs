export default { name: 'greet' };
