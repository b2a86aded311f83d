/** Every module's cases on busybox ash. */
import { busybox } from '../host/shells.ts';
import { describeModuleCases } from './run-cases.ts';

describeModuleCases(busybox);
