import { contentSecurityPolicy } from "../http/securityHeaders.ts";

/**
 * Markup from a string is made in one place, the policy `fragments` of `assets/deskRoot.js`; code
 * from a string nowhere.
 */
export const securityPolicy = `${contentSecurityPolicy}; trusted-types fragments`;
