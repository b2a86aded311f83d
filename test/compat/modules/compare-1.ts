/** Half of the modules beside their recordings: see compare-modules.ts. */
import { compareHalf } from './compare-modules.ts';

compareHalf(1);
