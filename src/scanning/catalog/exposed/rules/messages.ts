import { isMixed } from '../likeness.ts';
import { ASSIGNED, END, type Rule } from '../rule.ts';

/** What sends messages and mail. Sources: the vendors' references of token formats. */
export const messages: readonly Rule[] = [
  {
    id: 'slack-token', title: 'Slack token', severity: 'high',
    keywords: ['xoxb-', 'xoxp-', 'xoxe-', 'xoxa-', 'xoxr-', 'xoxs-', 'xapp-'],
    pattern: '(?P<secret>(?:xox[bpears]-[0-9A-Za-z]+-|xapp-[0-9]-)[A-Za-z0-9-]{20,})', accepts: isMixed,
  },
  {
    id: 'slack-webhook', title: 'Slack webhook', severity: 'medium',
    keywords: ['hooks.slack.com'], pattern: 'hooks\\.slack\\.com/(?:services|workflows|triggers)/(?P<secret>[A-Z0-9]{8,}/[A-Z0-9]{8,}/[A-Za-z0-9]{20,})', accepts: isMixed,
  },
  {
    id: 'discord-token', title: 'Discord bot token or client secret', severity: 'high',
    keywords: ['discord'], withinWord: true, named: true,
    pattern: `(?i:discord)[A-Za-z0-9_.-]*${ASSIGNED}(?P<secret>[MNO][A-Za-z0-9_-]{23,27}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,38}|[A-Za-z0-9_-]{32})${END}`,
    accepts: isMixed,
  },
  { id: 'discord-webhook', title: 'Discord webhook', severity: 'medium', keywords: ['api/webhooks/'], pattern: `api/webhooks/[0-9]{17,20}/(?P<secret>[A-Za-z0-9_-]{60,80})${END}`, accepts: isMixed },
  {
    id: 'telegram-bot-token', title: 'Telegram bot token', severity: 'high',
    // The bot's number stands in front of the mark.
    keywords: [':aa'], before: 11, withinWord: true, entropy: 3.5,
    pattern: `(?:[\\s\\S]{0,2}[^A-Za-z0-9])?(?:bot)?(?P<secret>[0-9]{8,10}:AA[A-Za-z0-9_-]{33})${END}`, accepts: isMixed,
  },
  {
    id: 'twilio-key', title: 'Twilio key or token', severity: 'high',
    keywords: ['twilio'], withinWord: true, named: true, pattern: `(?i:twilio)[A-Za-z0-9_.-]*${ASSIGNED}(?P<secret>(?:SK)?[a-f0-9]{32})${END}`, accepts: isMixed,
  },
  { id: 'sendgrid-key', title: 'SendGrid API key', severity: 'high', keywords: ['sg.'], pattern: `(?P<secret>SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43})${END}` },
  {
    id: 'mailgun-key', title: 'Mailgun key', severity: 'high',
    keywords: ['key-', 'mailgun'], pattern: `(?:(?i:mailgun)[A-Za-z0-9_.-]*${ASSIGNED})?(?P<secret>key-[a-f0-9]{32}|[a-f0-9]{32}-[a-f0-9]{8}-[a-f0-9]{8})${END}`, accepts: isMixed,
  },
  {
    id: 'mailchimp-key', title: 'Mailchimp API key', severity: 'medium',
    keywords: ['-us1', '-us2', '-us3', '-us4', '-us5', '-us6', '-us7', '-us8', '-us9'], before: 32, withinWord: true,
    pattern: `(?P<secret>[a-f0-9]{32}-us[0-9]{1,2})${END}`, accepts: isMixed,
  },
];
