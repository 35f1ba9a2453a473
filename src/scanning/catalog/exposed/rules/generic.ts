import { looksRandom } from '../likeness.ts';
import { isOwn, isSettings } from '../places.ts';
import type { Rule } from '../rule.ts';
import { isCommonWord } from './common-words.ts';

/** The telling word with the rest of the name: `secretKeyBase`, `TOKEN_PROD`, `token"]`. */
const NAME = '[A-Za-z0-9_.-]+["\'\\]]{0,2}[ \\t]*';
/** `=`, `:`, `=>`, `:=`; no comparison. */
const SIGN = '(?:=>?|:=?)[ \\t]*';
/** What keys are written in. */
const VALUE = '(?P<secret>[A-Za-z0-9+/_.~!@#%^&*-][A-Za-z0-9+/=_.~!@#%^&*-]*)';
const LENGTH = [16, 200] as const;

/** Names that speak about a secret instead of holding one: `token_url`, `PASSWORD_FILE`, `secretName`, `key_id`. */
const ABOUT = /^[a-z]*[_.-]?(?:url|uri|endpoint|file|path|dir|name|id|ids|type|length|len|size|hash|hashed|digest|algorithm|alg|field|label|policy|ref|header|prefix|suffix|pattern|regex|re|class|provider|version|expir\w*|ttl|count|max|min|index|pos|public|format|encoding|salt|checksum|integrity|sha\d*|md5|fingerprint|description|message|error|help|text|title|placeholder)s?\b/i;
const ABOUT_IN_CAMEL_CASE = /(?:Url|Uri|Endpoint|File|Path|Dir|Name|Id|Type|Length|Hash|Digest|Algorithm|Field|Label|Policy|Ref|Header|Prefix|Pattern|Class|Version|Public|Salt|Fingerprint|Message|Error|Text)s?["'\]]*[ \t]*[=:]/;

/** A unit of code, a version, an address, a digest that says so, a path: no secret. */
const OTHER_THINGS = /^(?:sha\d+[-:]|md5[-:]|urn:|https?:|[a-z]+:\/\/|\/|\.\.?\/|~|\d+(?:\.\d+)+|[\w-]+@[\w-]+|arn:|data:|rgb|0x[\da-f]+$|v\d)|^[a-z_][\w.-]*\(|\.(?:json|ya?ml|js|ts|py|pem|key|crt|txt|html?|php|rb|go|sh|com|org|net|io)$/i;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

const speaksAbout = (match: string): boolean => {
  const name = match.replace(/^(?:pass(?:word|wd|phrase)|pwd|secret|token|api[_-]?key|access[_-]?key|auth[_-]?key|encryption[_-]?key|signing[_-]?key)/i, '');
  return ABOUT.test(name.replace(/^[_.-]/, '')) || ABOUT_IN_CAMEL_CASE.test(match);
};

const isOther = (value: string): boolean => OTHER_THINGS.test(value) || UUID.test(value) || isCommonWord(value);

/** Names that hold secrets, whatever service they are of: the last resort, so what it finds has to be plain. */
export const generic: readonly Rule[] = [
  {
    id: 'generic-secret', title: 'Random value in the place of a secret', severity: 'medium',
    keywords: ['secret', 'token', 'api_key', 'apikey', 'api-key', 'access_key', 'accesskey', 'auth_key', 'encryption_key', 'signing_key', 'passphrase'], withinWord: true, named: true, reach: 260, length: LENGTH, entropy: 3.5, where: isOwn,
    pattern: `${NAME}${SIGN}["'\`]${VALUE}["'\`]`,
    accepts: (secret, match) => !speaksAbout(match) && !isOther(secret) && looksRandom(secret),
  },
  {
    id: 'generic-secret-setting', title: 'Random value in the place of a secret, in settings', severity: 'medium',
    keywords: ['secret', 'token', 'api_key', 'apikey', 'api-key', 'access_key', 'accesskey', 'auth_key', 'encryption_key', 'signing_key'], withinWord: true, named: true, reach: 260, length: LENGTH, entropy: 3.5,
    where: (place) => isOwn(place) && isSettings(place),
    pattern: `${NAME}${SIGN}${VALUE}(?:[\\s;]|$)`,
    accepts: (secret, match) => !speaksAbout(match) && !isOther(secret) && looksRandom(secret),
  },
  {
    id: 'generic-password', title: 'Password in settings', severity: 'medium',
    keywords: ['password', 'passwd', 'passphrase', '_pwd', '_pass'], withinWord: true, named: true, reach: 260, length: [8, 128], entropy: 2.75,
    where: (place) => isOwn(place) && isSettings(place),
    pattern: `(?i:_?pass(?:word|wd|phrase)?|_pwd)["'\\]]{0,2}[ \\t]*${SIGN}["']?(?P<secret>[^\\s"'#;,(){}\\[\\]<>$=:][^\\s"'#;,(){}\\[\\]<>$]*)(?:["'\\s]|$)`,
    accepts: (secret) => !isOther(secret) && /\d/.test(secret) && /[A-Za-z]/.test(secret) && !/[()[\]{}\\]|^\w+\.\w+/.test(secret),
  },
];
