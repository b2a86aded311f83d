/** Every module's cases on dash. */
import { dash } from '../host/shells.ts';
import { describeModuleCases } from './run-cases.ts';

describeModuleCases(dash);
