import { isMixed } from '../likeness.ts';
import { END, type Rule } from '../rule.ts';

/** Where packages and images are published. Sources: the registries' references of token formats, npm's .npmrc, NuGet's nuget.config. */
export const registries: readonly Rule[] = [
  { id: 'npm-token', title: 'npm token', severity: 'critical', keywords: ['npm_'], pattern: `(?P<secret>npm_[A-Za-z0-9]{36})${END}`, accepts: isMixed },
  {
    id: 'npmrc-auth', title: 'Password of a package registry in npm settings', severity: 'high',
    keywords: ['_authtoken', '_password'], withinWord: true, entropy: 2.5,
    pattern: ':_(?:authToken|password)[ \\t]*=[ \\t]*["\']?(?P<secret>[^\\s"\']{12,})', before: 1,
  },
  { id: 'pypi-token', title: 'PyPI token', severity: 'critical', keywords: ['pypi-agei'], pattern: '(?P<secret>pypi-AgEI[A-Za-z0-9_-]{50,})', reach: 600 },
  { id: 'rubygems-key', title: 'RubyGems API key', severity: 'critical', keywords: ['rubygems_'], pattern: `(?P<secret>rubygems_[a-f0-9]{48})${END}` },
  { id: 'nuget-key', title: 'NuGet API key', severity: 'critical', keywords: ['oy2'], pattern: `(?P<secret>oy2[a-z0-9]{43})${END}`, accepts: isMixed, entropy: 3.5 },
  {
    id: 'nuget-password', title: 'Password of a package registry in NuGet settings', severity: 'high',
    keywords: ['cleartextpassword'], pattern: 'ClearTextPassword"\\s+value\\s*=\\s*"(?P<secret>[^"]{6,})"', entropy: 2.5,
  },
  { id: 'docker-hub-token', title: 'Docker Hub token', severity: 'critical', keywords: ['dckr_pat_', 'dckr_oat_'], pattern: `(?P<secret>dckr_[po]at_[A-Za-z0-9_-]{27,36})${END}` },
];
