import { isMixed } from '../likeness.ts';
import { END, type Rule } from '../rule.ts';

/** What moves money. Sources: docs.stripe.com/keys, developer.squareup.com, shopify.dev. */
export const payments: readonly Rule[] = [
  { id: 'stripe-secret-key', title: 'Stripe secret key', severity: 'critical', keywords: ['sk_live_', 'rk_live_'], pattern: `(?P<secret>[sr]k_live_[A-Za-z0-9]{24,})${END}`, accepts: isMixed },
  { id: 'stripe-test-key', title: 'Stripe key of the test mode', severity: 'low', keywords: ['sk_test_', 'rk_test_'], pattern: `(?P<secret>[sr]k_test_[A-Za-z0-9]{24,})${END}`, accepts: isMixed },
  { id: 'stripe-webhook-secret', title: 'Stripe webhook secret', severity: 'medium', keywords: ['whsec_'], pattern: '(?P<secret>whsec_[A-Za-z0-9+/]{32,}=*)', accepts: isMixed },
  { id: 'square-token', title: 'Square token', severity: 'critical', keywords: ['sq0atp-', 'sq0csp-', 'eaaa'], pattern: `(?P<secret>sq0(?:atp-[A-Za-z0-9_-]{22}|csp-[A-Za-z0-9_-]{43})|EAAA[A-Za-z0-9_-]{60})${END}`, accepts: isMixed, entropy: 3.5 },
  { id: 'shopify-token', title: 'Shopify token', severity: 'high', keywords: ['shpat_', 'shpca_', 'shppa_', 'shpss_'], pattern: `(?P<secret>shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32})${END}` },
];
