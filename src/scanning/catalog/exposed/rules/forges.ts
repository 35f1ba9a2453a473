import { isMixed } from '../likeness.ts';
import { END, type Rule } from '../rule.ts';

/** Where code and tasks are kept. Sources: the vendors' references of token formats; GitLab: docs.gitlab.com/security/tokens, token prefixes. */
export const forges: readonly Rule[] = [
  {
    id: 'github-token', title: 'GitHub token', severity: 'critical',
    keywords: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], pattern: `(?P<secret>gh[pousr]_[A-Za-z0-9]{36,})${END}`, accepts: isMixed,
  },
  { id: 'github-fine-grained-token', title: 'GitHub fine-grained token', severity: 'critical', keywords: ['github_pat_'], pattern: `(?P<secret>github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})${END}` },
  {
    id: 'gitlab-token', title: 'GitLab token', severity: 'critical',
    keywords: ['glpat-', 'gldt-', 'glrt-', 'glptt-', 'glft-', 'glimt-', 'glagent-', 'gloas-', 'glsoat-', 'glcbt-', 'glffct-', 'gr1348941'],
    pattern: '(?P<secret>(?:gl(?:pat|dt|rt|ptt|ft|imt|agent|oas|soat|cbt|ffct)-|GR1348941)[A-Za-z0-9_.-]{20,})', accepts: (secret) => isMixed(secret.slice(6)),
  },
  {
    id: 'bitbucket-token', title: 'Bitbucket token', severity: 'critical',
    keywords: ['atbb', 'atctt3xff'], pattern: `(?P<secret>ATBB[A-Za-z0-9]{24}[A-F0-9]{8}|ATCTT3xFf[A-Za-z0-9_=-]{100,})${END}`,
  },
  { id: 'atlassian-api-token', title: 'Atlassian API token', severity: 'critical', keywords: ['atatt3xff'], pattern: '(?P<secret>ATATT3xFf[A-Za-z0-9_=-]{150,})', entropy: 4 },
  { id: 'linear-api-key', title: 'Linear API key', severity: 'high', keywords: ['lin_api_', 'lin_oauth_'], pattern: `(?P<secret>lin_(?:api_[A-Za-z0-9]{40}|oauth_[a-f0-9]{64}))${END}` },
  { id: 'notion-token', title: 'Notion token', severity: 'high', keywords: ['ntn_', 'secret_'], pattern: `(?P<secret>ntn_[A-Za-z0-9]{46}|secret_[A-Za-z0-9]{43})${END}`, accepts: isMixed },
];
