/** Every module's cases on bash --posix. */
import { bash } from '../host/shells.ts';
import { describeModuleCases } from './run-cases.ts';

describeModuleCases(bash);
