/** What explanations and first settings write for a password, in lower case. */
const COMMON = new Set([
  'password', 'passwd', 'passwort', 'pass', 'pw', 'pwd', 'secret', 'secrets', 'token', 'key', 'apikey', 'api_key', 'user', 'username', 'admin', 'root', 'guest', 'test', 'testing', 'tests', 'testpass', 'testpassword', 'foo', 'bar',
  'baz', 'foobar', 'hello', 'demo', 'default', 'none', 'null', 'undefined', 'nil', 'true', 'false', 'empty', 'value', 'string', 'text', 'auth', 'login', 'credentials', 'credential', 'anonymous', 'postgres', 'mysql', 'redis',
  'mypassword', 'my_password', 'my-password', 'mysecret', 'my-secret', 'my_secret', 'mytoken', 'mypass', 'my_secret_password', 'my-secret-pw', 'userpass', 'user_password', 'somepassword', 'somepass', 'thepassword', 'yourpassword', 'yourpass', 'secretpassword',
  'supersecret', 'super-secret', 'super_secret', 'topsecret', 's3cret', 's3cr3t', 'p4ssw0rd', 'p@ssw0rd', 'passw0rd', 'password1', 'password123', 'pass123', 'pass1234', 'secret123', 'admin123', 'hunter2', 'letmein', 'trustno1', 'welcome', 'welcome1',
  '1234', '12345', '123456', 'abcd', 'abcde', 'abcdef', 'pass1', 'pass2', 'pass word', 'correcthorsebatterystaple', 'required', 'optional', 'prompt', 'disabled', 'enabled', 'invalid', 'wrong', 'port',
]);

export const isCommonWord = (value: string): boolean => COMMON.has(value.toLowerCase());
