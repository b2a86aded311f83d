/** plugins: finds a user's own modules. */
export { findUserModules, type UserModule, type UserModules } from './user-modules.ts';
