/** OCSF numbers by name, and the captions that stand beside them in an event. Source: OCSF 1.8 dictionary. */
export const SEVERITY = { unknown: 0, informational: 1, low: 2, medium: 3, high: 4, critical: 5, fatal: 6, other: 99 } as const;
export const SEVERITY_CAPTIONS: Readonly<Record<number, string>> = {
  0: 'Unknown', 1: 'Informational', 2: 'Low', 3: 'Medium', 4: 'High', 5: 'Critical', 6: 'Fatal', 99: 'Other',
};

export const STATUS = { unknown: 0, success: 1, failure: 2, other: 99 } as const;
export const STATUS_CAPTIONS: Readonly<Record<number, string>> = { 0: 'Unknown', 1: 'Success', 2: 'Failure', 99: 'Other' };

/** The observable types that Glacis collects. */
export const OBSERVABLE = { hostname: 1, ip: 2, user: 4, email: 5, url: 6, hash: 8 } as const;
export const OBSERVABLE_CAPTIONS: Readonly<Record<number, string>> = {
  1: 'Hostname', 2: 'IP Address', 4: 'User Name', 5: 'Email Address', 6: 'URL String', 8: 'Hash',
};

/** `auth_protocol` by caption; any other word is 99, Other, and stands as it is. */
export const AUTH_PROTOCOLS: Readonly<Record<string, number>> = {
  NTLM: 1, Kerberos: 2, Digest: 3, OpenID: 4, SAML: 5, 'OAUTH 2.0': 6, PAP: 7, CHAP: 8, EAP: 9, RADIUS: 10,
  'Basic Authentication': 11, LDAP: 12,
};

/** `user.type` by caption. */
export const USER_TYPES: Readonly<Record<string, number>> = { User: 1, Admin: 2, System: 3, Service: 4 };
