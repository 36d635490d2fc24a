/**
 * Only our own files load and no style or script stands in a page. Markup from a string is made in
 * one place, the policy `fragments` of `assets/deskRoot.js`; code from a string nowhere.
 */
export const securityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types fragments",
].join("; ");
