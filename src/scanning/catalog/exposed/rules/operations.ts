import { isMixed } from '../likeness.ts';
import { ASSIGNED, END, type Rule } from '../rule.ts';

/** What runs and watches systems. Sources: developer.hashicorp.com, grafana.com/docs, docs.sentry.io, docs.datadoghq.com, docs.newrelic.com, support.pagerduty.com. */
export const operations: readonly Rule[] = [
  { id: 'vault-token', title: 'HashiCorp Vault token', severity: 'critical', keywords: ['hvs.', 'hvb.', 'hvr.'], pattern: `(?P<secret>hv[sbr]\\.[A-Za-z0-9_-]{24,})`, accepts: isMixed },
  {
    id: 'terraform-token', title: 'HCP Terraform token', severity: 'critical',
    keywords: ['.atlasv1.'], before: 14, withinWord: true, pattern: '(?P<secret>[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_=-]{60,70})',
  },
  {
    id: 'grafana-token', title: 'Grafana token', severity: 'high',
    keywords: ['glsa_', 'glc_eyj'], pattern: '(?P<secret>glsa_[A-Za-z0-9]{32}_[a-fA-F0-9]{8}|glc_eyJ[A-Za-z0-9+/=]{32,})',
  },
  { id: 'sentry-token', title: 'Sentry token', severity: 'high', keywords: ['sntrys_', 'sntryu_', 'sntrya_'], pattern: '(?P<secret>sntrys_eyJ[A-Za-z0-9+/=_]{60,}|sntry[ua]_[a-f0-9]{64})', reach: 600 },
  {
    id: 'datadog-key', title: 'Datadog key', severity: 'high',
    keywords: ['datadog', 'dd_api', 'dd_app'], withinWord: true, named: true,
    pattern: `(?i:(?:datadog|dd)[_-]?(?:api|app|application)[_-]?key)${ASSIGNED}(?P<secret>[a-f0-9]{40}|[a-f0-9]{32})${END}`, accepts: isMixed,
  },
  { id: 'new-relic-key', title: 'New Relic key', severity: 'high', keywords: ['nrak-', 'nrii-', 'nriq-'], pattern: `(?P<secret>NRAK-[A-Z0-9]{27}|NRI[IQ]-[A-Za-z0-9_-]{32})${END}` },
  {
    id: 'new-relic-license-key', title: 'New Relic licence key', severity: 'medium',
    keywords: ['nral'], before: 36, withinWord: true, pattern: `(?P<secret>[a-f0-9]{36}NRAL)${END}`, accepts: isMixed,
  },
  {
    id: 'pagerduty-token', title: 'PagerDuty token', severity: 'medium',
    keywords: ['pagerduty', 'pager_duty'], withinWord: true, named: true, pattern: `(?i:pager_?duty)[A-Za-z0-9_.-]*${ASSIGNED}(?P<secret>u\\+[A-Za-z0-9_+-]{18}|[A-Za-z0-9_+-]{20}|[a-f0-9]{32})${END}`, accepts: isMixed,
  },
];
