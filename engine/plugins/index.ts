/** plugins: finds a user's own modules, filters, tests and lookups. */
export { findUserModules, type UserModule, type UserModules } from './user-modules.ts';
export { loadUserTemplateParts, type PartFolders } from './user-template-parts.ts';
