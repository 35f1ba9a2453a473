import { describe, expect, test } from 'vitest';
import { catalogFile, tools } from '../../../../test/support/scan-fixtures.ts';
import { exposedSecrets } from './index.ts';
import { BASE36, BASE62, BASE64, BASE64URL, HEX, UPPER, base64, madeUp, pem } from '../../../../test/support/made-up-secrets.ts';
import { rules } from './rules/index.ts';

/* Every value here is made when the test runs: no line of this file looks like a secret to whoever scans it. */

type Sample = [line: string, path?: string];
type Samples = { found: readonly Sample[]; passed: readonly Sample[] };

/** The middle of OpenAI's keys. */
const openAi = base64('OpenAI');
const uuid = [8, 4, 4, 4, 12].map((length) => madeUp(HEX, length)).join('-');
const amazonId = `AKIA${madeUp(UPPER, 14)}37`;
const amazonSecret = madeUp(`${BASE62}/+`, 40);
const key = pem('PRIVATE KEY', madeUp(BASE64, 1600));
const encryptedOpenSsh = `b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHI${madeUp(BASE64, 400)}`;
const plainOpenSsh = `b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ${madeUp(BASE64, 400)}`;
const putty = (encryption: string): string =>
  `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: ${encryption}\nComment: me\nPublic-Lines: 1\n${madeUp(BASE64, 64)}\nPrivate-Lines: 2\n${madeUp(BASE64, 64)}\n${madeUp(BASE64, 64, 2)}\nPrivate-MAC: 00\n`;
const claims = `.${base64('{"sub":"u-4711","iat":1700000000}').replaceAll('=', '')}.`;
const password = `${madeUp(BASE62, 9)}&7x`;
const passOn = (user: string, host: string, value = password): string => `https://${user}:${value}@${host}/`;

const samples: Record<string, Samples> = {
  'aws-access-key': {
    found: [[`[default]\naws_access_key_id = ${amazonId}\naws_secret_access_key = ${amazonSecret}`], [`AWS=${amazonId}:${amazonSecret}`]],
    passed: [[`AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`], [`AKIA${'X'.repeat(16)} ${amazonSecret}`.slice(0, 30)]],
  },
  'aws-secret-access-key': {
    found: [[`export AWS_SECRET_ACCESS_KEY=${amazonSecret}`], [`{"secretAccessKey": "${amazonSecret}"}`], [`aws_secret_key: '${amazonSecret}'`]],
    passed: [[`AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`], ['AWS_SECRET_ACCESS_KEY=${SECRET}'], [`secret_access_key: ${madeUp(HEX, 40)}`], ['aws_secret_access_key = module/of/some/very/long/path/in/a/bucket']],
  },
  'aws-access-key-id': {
    found: [[`id: ${amazonId}`]],
    passed: [[`id: AKIAIOSFODNN7EXAMPLE`], [`id: X${amazonId}`], [`id: ${amazonId}ABC`], ['id: AKIAXXXXXXXXXXXXXXXX']],
  },
  'gcp-service-account': {
    found: [[JSON.stringify({ type: 'service_account', project_id: 'p', private_key_id: madeUp(HEX, 40), private_key: `${key}\n`, client_email: 'a@b' }, null, 2)]],
    passed: [['{"type": "service_account", "private_key": "-----BEGIN PRIVATE KEY-----\\n...\\n-----END PRIVATE KEY-----\\n"}'], ['{"type": "service_account"}']],
  },
  'gcp-api-key': { found: [[`key: AIza${madeUp(BASE64URL, 35)}`]], passed: [[`AIza${madeUp(BASE64URL, 34)}`], [`AIza${'x'.repeat(35)}`], [`AIza${madeUp(BASE64URL, 35)}`, 'usr/lib/python3/dist-packages/a/b.py']] },
  'gcp-oauth-client-secret': { found: [[`GOCSPX-${madeUp(BASE64URL, 28)}`]], passed: [['GOCSPX-your_client_secret_goes_here_']] },
  'azure-storage-key': {
    found: [[`DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${madeUp(BASE64, 86)}==;EndpointSuffix=core.windows.net`]],
    passed: [[`AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==`], ['AccountKey=<key>']],
  },
  'azure-shared-access-key': { found: [[`SharedAccessKeyName=Root;SharedAccessKey=${madeUp(BASE64, 43)}=`]], passed: [['SharedAccessKey={{ key }}'], ['SharedAccessKeyName=RootManageSharedAccessKey']] },
  'azure-client-secret': { found: [[`secret=${madeUp(BASE62, 3)}8Q~${madeUp(BASE62, 34)}`]], passed: [[`${madeUp(BASE62, 3)}8Q~${madeUp(BASE62, 20)}`], [`abc8Q~${'x'.repeat(34)}`]] },
  'digitalocean-token': { found: [[`DO=dop_v1_${madeUp(HEX, 64)}`]], passed: [[`dop_v1_${'x'.repeat(64)}`], [`dop_v1_${madeUp(HEX, 60)}`]] },
  'heroku-api-key': { found: [[`HEROKU_API_KEY=${uuid}`], [`HRKU-${madeUp(BASE64URL, 60)}`]], passed: [[`id=${uuid}`], ['HEROKU_API_KEY=00000000-0000-0000-0000-000000000000']] },
  'cloudflare-api-token': { found: [[`CLOUDFLARE_API_TOKEN="${madeUp(BASE62, 40)}"`], [`cf_api_key: ${madeUp(HEX, 37)}`]], passed: [['CLOUDFLARE_API_TOKEN=$TOKEN'], ['cloudflare_zone: some-zone-with-a-long-name-in-words-here']] },
  'cloudflare-origin-key': { found: [[`v1.0-${madeUp(HEX, 24)}-${madeUp(HEX, 146)}`]], passed: [[`v1.0-${madeUp(HEX, 24)}`]] },
  'github-token': {
    found: [...['ghp', 'gho', 'ghu', 'ghs', 'ghr'].map((kind): Sample => [`token ${kind}_${madeUp(BASE62, 36)}`]), [`"A=1\\nghp_${madeUp(BASE62, 36)}\\n"`]],
    passed: [[`ghp_${'x'.repeat(36)}`], [`ghp_${madeUp(BASE62, 35)}`], [`a_ghp_${madeUp(BASE62, 36)}`], ['ghp_abcdefghijklmnopqrstuvwxyzabcdefghij']],
  },
  'github-fine-grained-token': { found: [[`github_pat_${madeUp(BASE62, 22)}_${madeUp(BASE62, 59)}`]], passed: [[`github_pat_${'X'.repeat(22)}_${'X'.repeat(59)}`], ['github_pat_token']] },
  'gitlab-token': { found: [[`glpat-${madeUp(BASE64URL, 18)}47`], [`glrt-${madeUp(BASE62, 20)}`], [`GR1348941${madeUp(BASE62, 20)}`]], passed: [['glpat-XXXXXXXXXXXXXXXXXXXX'], ['glpat-your_personal_access_token'], ['glpat-short1']] },
  'bitbucket-token': { found: [[`ATBB${madeUp(BASE62, 24)}${madeUp('0123456789ABCDEF', 8)}`], [`ATCTT3xFfGN0${madeUp(BASE64URL, 170)}=${madeUp(HEX, 8)}`]], passed: [[`ATBB${'x'.repeat(32)}`]] },
  'atlassian-api-token': { found: [[`ATATT3xFfGF0${madeUp(BASE64URL, 170)}=0A1B2C3D`]], passed: [['ATATT3xFfGF0...']] },
  'linear-api-key': { found: [[`lin_api_${madeUp(BASE62, 40)}`]], passed: [['lin_api_key'], [`lin_api_${'a'.repeat(40)}`]] },
  'notion-token': { found: [[`ntn_${madeUp(BASE62, 46)}`], [`secret_${madeUp(BASE62, 43)}`]], passed: [['secret_name'], [`secret_${'x'.repeat(43)}`]] },
  'npm-token': { found: [[`//registry.npmjs.org/:_authToken=npm_${madeUp(BASE62, 36)}`, 'root/.npmrc']], passed: [['npm_config_registry'], [`npm_${'x'.repeat(36)}`]] },
  'npmrc-auth': { found: [[`//npm.corp/:_authToken=${uuid}`, 'root/.npmrc'], [`//npm.corp/:_password=${base64(password)}`, '.npmrc']], passed: [['//npm.corp/:_authToken=${NPM_TOKEN}', '.npmrc'], ['//npm.corp/:_authToken=<token>', '.npmrc']] },
  'pypi-token': { found: [[`pypi-AgEIcHlwaS5vcmcC${madeUp(BASE64URL, 150)}`]], passed: [['pypi-AgEIcHlwaS5vcmc'], ['pypi-AgENdGVzdC5weXBpLm9yZw...']] },
  'rubygems-key': { found: [[`:rubygems_api_key: rubygems_${madeUp(HEX, 48)}`]], passed: [['rubygems_version'], [`rubygems_${'0'.repeat(48)}`]] },
  'nuget-key': { found: [[`oy2${madeUp(BASE36, 43)}`]], passed: [[`oy2${'a'.repeat(43)}`], [`boy2${madeUp(BASE36, 43)}`]] },
  'nuget-password': { found: [[`<add key="ClearTextPassword" value="${password}" />`, 'NuGet.Config']], passed: [['<add key="ClearTextPassword" value="%PASSWORD%" />', 'NuGet.Config']] },
  'docker-hub-token': { found: [[`dckr_pat_${madeUp(BASE64URL, 27)}`]], passed: [[`dckr_pat_${'x'.repeat(27)}`], ['dckr_pat_token']] },
  'slack-token': { found: [[`xoxb-123456789012-1234567890123-${madeUp(BASE62, 24)}`.replace('123456789012-1234567890123', '408817263549-4417260398571')]], passed: [['xoxb-your-token-goes-here-please'], ['xoxb-XXXXXXXXXXXX-XXXXXXXXXXXX-XXXXXXXXXXXXXXXXXXXXXXXX']] },
  'slack-webhook': { found: [[`https://hooks.slack.com/services/T${madeUp(UPPER, 8)}/B${madeUp(UPPER, 10)}/${madeUp(BASE62, 24)}`]], passed: [['https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX'], ['https://hooks.slack.com/services/']] },
  'discord-token': { found: [[`DISCORD_TOKEN=MT${madeUp(BASE62, 24)}.${madeUp(BASE62, 6)}.${madeUp(BASE64URL, 38)}`], [`discord_client_secret: "${madeUp(BASE62, 32)}"`]], passed: [['DISCORD_TOKEN=your-token-here'], [`MT${madeUp(BASE62, 24)}`]] },
  'discord-webhook': { found: [[`https://discord.com/api/webhooks/409127355180962817/${madeUp(BASE64URL, 68)}`]], passed: [['https://discord.com/api/webhooks/409127355180962817/token']] },
  'telegram-bot-token': { found: [[`bot: 4839201756:AA${madeUp(BASE64URL, 33)}`], [`483920175:AA${madeUp(BASE64URL, 33)}`]], passed: [['110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw'.slice(0, 40)], [`1:AA${madeUp(BASE64URL, 33)}`]] },
  'twilio-key': { found: [[`TWILIO_AUTH_TOKEN=${madeUp(HEX, 32)}`], [`twilioApiKey: "SK${madeUp(HEX, 32)}"`]], passed: [['TWILIO_AUTH_TOKEN=your_auth_token'], [`id=${madeUp(HEX, 32)}`]] },
  'sendgrid-key': { found: [[`SG.${madeUp(BASE64URL, 22)}.${madeUp(BASE64URL, 43)}`]], passed: [[`msg.${madeUp(BASE64URL, 22)}.${madeUp(BASE64URL, 43)}`], ['SG.xxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx']] },
  'mailgun-key': { found: [[`key-${madeUp(HEX, 32)}`], [`MAILGUN_API_KEY=${madeUp(HEX, 32)}-${madeUp(HEX, 8)}-${madeUp(HEX, 8)}`]], passed: [[`cache-key-${madeUp(HEX, 32)}`], ['key-3ax6xnjp29jd6fds4gc373sgvjxteol0']] },
  'mailchimp-key': { found: [[`${madeUp(HEX, 32)}-us12`]], passed: [['en-us1'], [`${madeUp(HEX, 31)}-us12`]] },
  'stripe-secret-key': { found: [[`sk_live_${madeUp(BASE62, 24)}`], [`rk_live_${madeUp(BASE62, 99)}`]], passed: [[`pk_live_${madeUp(BASE62, 24)}`], ['sk_live_xxxxxxxxxxxxxxxxxxxxxxxx'], ['sk_live_your_key']] },
  'stripe-test-key': { found: [[`sk_test_${madeUp(BASE62, 24)}`]], passed: [['sk_test_xxxxxxxxxxxxxxxxxxxxxxxx'], ['sk_test_key']] },
  'stripe-webhook-secret': { found: [[`whsec_${madeUp(BASE62, 32)}`]], passed: [['whsec_...'], [`whsec_${'x'.repeat(32)}`]] },
  'square-token': { found: [[`sq0atp-${madeUp(BASE64URL, 22)}`], [`EAAA${madeUp(BASE64URL, 60)}`]], passed: [['sq0atp-token'], [`EAAA${'A'.repeat(60)}`]] },
  'shopify-token': { found: [[`shpat_${madeUp(HEX, 32)}`]], passed: [[`shpat_${'x'.repeat(32)}`], ['shpat_token']] },
  'openai-key': { found: [[`sk-${madeUp(BASE62, 20)}${openAi}${madeUp(BASE62, 20)}`], [`sk-proj-${madeUp(BASE64URL, 74)}${openAi}${madeUp(BASE64URL, 74)}`]], passed: [[`sk-${madeUp(BASE62, 48)}`], [`task-${madeUp(BASE62, 20)}${openAi}${madeUp(BASE62, 20)}`]] },
  'anthropic-key': { found: [[`sk-ant-api03-${madeUp(BASE64URL, 93)}AA`]], passed: [['sk-ant-api03-your-key'], [`sk-ant-api03-${'x'.repeat(95)}`]] },
  'hugging-face-token': { found: [[`hf_${madeUp(BASE62.slice(10), 34)}`]], passed: [['hf_hub_download'], ['hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'], ['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']] },
  'vault-token': { found: [[`VAULT_TOKEN=hvs.${madeUp(BASE64URL, 90)}`]], passed: [['hvs.token'], [`hvs.${'x'.repeat(24)}`]] },
  'terraform-token': { found: [[`token = "${madeUp(BASE62, 14)}.atlasv1.${madeUp(BASE62, 67)}"`]], passed: [['xxxxxxxxxxxxxx.atlasv1.zzzzz'], ['a.atlasv1.b']] },
  'grafana-token': { found: [[`glsa_${madeUp(BASE62, 32)}_${madeUp(HEX, 8)}`], [`glc_${base64(`{"o":"42","n":"x","k":"${madeUp(BASE62, 24)}"}`)}`]], passed: [['glsa_token'], [`glsa_${'x'.repeat(32)}_00000000`]] },
  'sentry-token': { found: [[`sntrys_${base64('{"iat":1700000000.12,"url":"https://sentry.io","org":"a"}')}_${madeUp(BASE64, 43)}`], [`sntryu_${madeUp(HEX, 64)}`]], passed: [['sntrys_YOUR_TOKEN_HERE']] },
  'datadog-key': { found: [[`DD_API_KEY=${madeUp(HEX, 32)}`], [`datadog_app_key: ${madeUp(HEX, 40)}`]], passed: [['DD_API_KEY=<your key>'], [`DD_SITE=${madeUp(HEX, 32)}`], [`DD_API_KEY=${'a'.repeat(32)}`]] },
  'new-relic-key': { found: [[`NRAK-${madeUp(`${UPPER}01`, 27)}`]], passed: [['NRAK-XXXXXXXXXXXXXXXXXXXXXXXXXXX']] },
  'new-relic-license-key': { found: [[`license_key: ${madeUp(HEX, 36)}NRAL`]], passed: [['NRAL'], [`${'0'.repeat(36)}NRAL`]] },
  'pagerduty-token': { found: [[`PAGERDUTY_TOKEN="u+${madeUp(BASE62, 18)}"`], [`pagerduty_routing_key: ${madeUp(HEX, 32)}`]], passed: [['PAGERDUTY_TOKEN=token'], ['pagerduty_service: production-database1']] },
  'private-key': {
    found: [[key], [pem('RSA PRIVATE KEY', madeUp(BASE64, 1600))], [pem('OPENSSH PRIVATE KEY', plainOpenSsh)], [pem('PRIVATE KEY', madeUp(BASE64, 64))], [`const key = "${key.replaceAll('\n', '\\n')}";`]],
    passed: [['-----BEGIN RSA PRIVATE KEY-----'], ['-----BEGIN RSA PRIVATE KEY-----\nMIIE...\n-----END RSA PRIVATE KEY-----'], [pem('PUBLIC KEY', madeUp(BASE64, 400))], [pem('CERTIFICATE', madeUp(BASE64, 400))], ['if (text.includes("-----BEGIN PRIVATE KEY-----")) return parsePrivateKeyFromTheTextThatFollowsIt(text, "and with the second argument");']],
  },
  'pgp-private-key': { found: [[pem('PGP PRIVATE KEY BLOCK', `Version: GnuPG v2\n\n${madeUp(BASE64, 900)}`)]], passed: [['-----BEGIN PGP PRIVATE KEY BLOCK-----'], [pem('PGP PUBLIC KEY BLOCK', madeUp(BASE64, 900))]] },
  'putty-private-key': { found: [[putty('none')]], passed: [['PuTTY-User-Key-File-3: ssh-ed25519']] },
  'encrypted-private-key': {
    found: [[pem('ENCRYPTED PRIVATE KEY', madeUp(BASE64, 900))], [pem('RSA PRIVATE KEY', `Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,${madeUp(HEX, 32)}\n\n${madeUp(BASE64, 900)}`)], [pem('OPENSSH PRIVATE KEY', encryptedOpenSsh)], [putty('aes256-cbc')]],
    passed: [['-----BEGIN ENCRYPTED PRIVATE KEY-----'], [pem('RSA PRIVATE KEY', 'Proc-Type: 4,ENCRYPTED\n\n...')]],
  },
  'age-secret-key': { found: [[`AGE-SECRET-KEY-1${madeUp('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}`]], passed: [['AGE-SECRET-KEY-1...'], [`AGE-SECRET-KEY-1${'Q'.repeat(58)}`]] },
  'docker-config-auth': { found: [[`{"auths": {"r.io": {"auth": "${base64(`ci:${password}`)}"}}}`, 'root/.docker/config.json']], passed: [[`{"auth": "${base64('user:password')}"}`], ['{"auth": "required"}'], ['{"auth": "oauth2-middleware"}']] },
  'netrc-password': { found: [[`machine git.corp login ci password ${password}`, 'root/.netrc']], passed: [['machine git.corp login ci password ${PASSWORD}', 'root/.netrc'], [`the password ${password}`, 'app/a.txt']] },
  'pgpass-password': { found: [[`db.corp:5432:app:ci:${password}`, 'root/.pgpass'], [`*:*:*:ci:${password}`, 'root/.pgpass']], passed: [['host:5432:db:user:password', 'root/.pgpass'], [`db.corp:5432:app:ci:${password}`, 'app/a.txt']] },
  'git-credentials': { found: [[passOn('me', 'github.com'), 'root/.git-credentials']], passed: [['https://github.com/', 'root/.git-credentials']] },
  'kubeconfig-client-key': { found: [[`    client-key-data: ${base64(pem('RSA PRIVATE KEY', madeUp(BASE64, 900)))}`, 'root/.kube/config']], passed: [['    client-key-data: REDACTED', 'root/.kube/config'], [`    client-certificate-data: ${base64(pem('CERTIFICATE', madeUp(BASE64, 900)))}`, 'root/.kube/config']] },
  'url-password': {
    found: [[`DATABASE_URL=${passOn('app', 'db.corp.net')}`], [`index-url = ${passOn('ci', 'pypi.corp.net')}`, 'etc/pip.conf']],
    passed: [
      ...['user:password@host', `user:${password}@localhost`, `user:${password}@db.example.com`, 'app:$PASSWORD@db.corp.net', 'app:${PASSWORD}@db.corp.net', 'app:<password>@db.corp.net', 'app:{{ pw }}@db.corp.net', 'app:****@db.corp.net', 'admin:admin@db.corp.net', 'db.corp.net:5432/a@b'].map((rest): Sample => [`postgres://${rest}`]),
      [passOn('ci', 'pypi.corp.net'), 'app/tests/client.py'], [passOn('ci', 'pypi.corp.net'), 'app/node_modules/a/index.js'],
    ],
  },
  'json-web-token': {
    found: [[`jwt: ${base64('{"alg":"RS256","typ":"JWT"}').replaceAll('=', '')}${claims}${madeUp(BASE64URL, 86)}`]],
    passed: [[`${base64('{"alg":"HS256","typ":"JWT"}').replaceAll('=', '')}.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4ifQ.${madeUp(BASE64URL, 43)}`], ['eyJhbGciOi...'], [`${base64('{"nothing":"RS256"}').replaceAll('=', '')}${claims}${madeUp(BASE64URL, 86)}`]],
  },
  'generic-secret': {
    found: [[`const apiKey = '${madeUp(BASE62, 32)}';`], [`SECRET_KEY = "${madeUp(BASE62, 50)}"`, 'app/settings.py'], [`{"session_secret": "${madeUp(HEX, 64)}"}`, 'app/a.js']],
    passed: [
      ['const token = "eslint-plugin-import-typescript2";'], ['token_url = "https://login.corp.net/oauth2/v2.0/token"'], [`tokenHash = "${madeUp(HEX, 64)}"`], [`const apiKey = '${madeUp(BASE62, 32)}';`, 'app/test/a.test.ts'],
      [`const apiKey = '${madeUp(BASE62, 32)}';`, 'app/node_modules/a/index.js'], ['apiKey: "YOUR_API_KEY_HERE_123456"'], [`if (token == "${madeUp(BASE62, 32)}") {`], [`secretId: "${uuid}"`], [`token: "${uuid}"`], ['secret = "sha256-0d8f6a7b9c3e4f5a6b7c8d9e0f1a2b3c"'],
    ],
  },
  'generic-secret-setting': {
    found: [[`APP_SECRET=${madeUp(BASE62, 40)}`, 'app/.env'], [`api_key: ${madeUp(BASE62, 40)}`, 'app/config.yml']],
    passed: [[`APP_SECRET=${madeUp(BASE62, 40)}`, 'app/a.js'], ['APP_SECRET=${APP_SECRET}', 'app/.env'], ['APP_SECRET=/run/secrets/app_secret_2024_01', 'app/.env'], [`APP_SECRET=${madeUp(BASE62, 40)}`, 'app/.env.example']],
  },
  'generic-password': {
    found: [[`DB_PASSWORD=${password}`, 'app/.env'], [`password: "${password}"`, 'app/config.yml'], [`spring.datasource.password=${password}`, 'application.properties']],
    passed: [['DB_PASSWORD=changeme', 'app/.env'], ['DB_PASSWORD=${DB_PASSWORD}', 'app/.env'], ['password: "{{ vault_pw_1234 }}"', 'app/config.yml'], ['password: password123', 'app/config.yml'], [`DB_PASSWORD=${password}`, 'app/a.ts'], ['password = forms.CharField2', 'app/x.conf'], ['passwordFile: /run/secret1/password', 'app/x.yml']],
  },
};

const rulesIn = ([line, path = 'app/notes.txt']: Sample): (string | undefined)[] =>
  exposedSecrets.read(catalogFile(path, `first line\n  ${line}\nlast line\n`), tools).secrets?.map(({ rule }) => rule) ?? [];

test('every rule has samples of what it finds and of what it passes', () => {
  expect(Object.keys(samples).sort()).toEqual(rules.map(({ id }) => id).sort());
  for (const { found, passed } of Object.values(samples)) expect(Math.min(found.length, passed.length)).toBeGreaterThan(0);
});

test('rules have ids in kebab-case and keywords in lower case that are long enough to be seldom', () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  expect(rules.filter(({ id }) => !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id))).toEqual([]);
  expect(rules.flatMap(({ keywords }) => keywords).filter((keyword) => !/^[!-@[-`a-~]{3,}$/.test(keyword))).toEqual([]);
});

describe.for(Object.entries(samples))('%s', ([rule, { found, passed }]) => {
  test.for(found.map((sample, at) => [at + 1, sample] as const))('finds sample %i', ([, sample]) => { expect(rulesIn(sample)).toContain(rule); });
  test.for(passed.map((sample, at) => [at + 1, sample] as const))('passes sample %i', ([, sample]) => { expect(rulesIn(sample)).toEqual([]); });
});
