/** A request of the lookup `url` without any option. */
import type { UrlRequest } from '../../../engine/template/index.ts';

/** All options at their defaults. */
export const plainRequest: UrlRequest = {
  url: '',
  headers: {},
  unredirectedHeaders: [],
  isLoginSentAtOnce: false,
  agent: 'ansible-httpget',
  isForced: false,
  timeoutSeconds: 10,
  isVerified: true,
  ciphers: [],
  usesProxy: true,
  usesNetrc: true,
  followRedirects: 'urllib2',
};
