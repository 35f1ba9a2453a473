import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect, type ErrorComponentProps } from '@tanstack/react-router';
import { asProblem } from '../api/problem.ts';
import { meQuery } from '../api/identity.ts';
import { Empty } from '../ui/Empty.tsx';
import { Trouble } from '../ui/Trouble.tsx';
import { parseSearch, stringifySearch, type Search } from './address.ts';
import { Shell } from './shell/Shell.tsx';

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet, notFoundComponent: NotFound });

/** Everything that needs somebody signed in. */
const house = createRoute({
  getParentRoute: () => root,
  id: 'house',
  component: Shell,
  errorComponent: Failed,
  beforeLoad: async ({ context, location }) => {
    try {
      return { me: await context.queries.ensureQueryData(meQuery) };
    } catch (error) {
      if (asProblem(error).code !== 'unauthenticated') throw error;
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href } });
    }
  },
});

const words = (search: Record<string, unknown>): Search => Object.fromEntries(Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));

const overview = createRoute({ getParentRoute: () => house, path: '/', component: lazyRouteComponent(() => import('../pages/overview/Overview.tsx'), 'Overview') });
const logs = createRoute({ getParentRoute: () => house, path: 'logs', validateSearch: words, component: lazyRouteComponent(() => import('../pages/logs/Logs.tsx'), 'Logs') });
const alerts = createRoute({ getParentRoute: () => house, path: 'alerts', validateSearch: words, component: lazyRouteComponent(() => import('../pages/alerts/Alerts.tsx'), 'Alerts') });
const signIns = createRoute({ getParentRoute: () => house, path: 'sign-ins', validateSearch: words, component: lazyRouteComponent(() => import('../pages/detection/SignIns.tsx'), 'SignIns') });
const identities = createRoute({ getParentRoute: () => house, path: 'identities', validateSearch: words, component: lazyRouteComponent(() => import('../pages/detection/Identities.tsx'), 'Identities') });
const issues = createRoute({ getParentRoute: () => house, path: 'issues', validateSearch: words, component: lazyRouteComponent(() => import('../pages/vulnerabilities/issues/Issues.tsx'), 'Issues') });
const vulnerability = createRoute({ getParentRoute: () => house, path: 'vulnerabilities/$id', component: lazyRouteComponent(() => import('../pages/vulnerabilities/vulnerability/Vulnerability.tsx'), 'Vulnerability') });
const trends = createRoute({ getParentRoute: () => house, path: 'trends', validateSearch: words, component: lazyRouteComponent(() => import('../pages/vulnerabilities/trends/Trends.tsx'), 'Trends') });
const assets = createRoute({ getParentRoute: () => house, path: 'assets', validateSearch: words, component: lazyRouteComponent(() => import('../pages/inventory/Assets.tsx'), 'Assets') });
const asset = createRoute({ getParentRoute: () => house, path: 'assets/$id', validateSearch: words, component: lazyRouteComponent(() => import('../pages/inventory/asset/Asset.tsx'), 'AssetPage') });
const coverage = createRoute({ getParentRoute: () => house, path: 'coverage', component: lazyRouteComponent(() => import('../pages/inventory/coverage/Coverage.tsx'), 'Coverage') });
const sources = createRoute({ getParentRoute: () => house, path: 'sources', validateSearch: words, component: lazyRouteComponent(() => import('../pages/sources/Sources.tsx'), 'Sources') });
const program = createRoute({ getParentRoute: () => house, path: 'program', validateSearch: words, component: lazyRouteComponent(() => import('../pages/program/Program.tsx'), 'Program') });
const roadmap = createRoute({ getParentRoute: () => house, path: 'program/roadmap', validateSearch: words, component: lazyRouteComponent(() => import('../pages/program/roadmap/Roadmap.tsx'), 'Roadmap') });
const evidence = createRoute({ getParentRoute: () => house, path: 'program/evidence', validateSearch: words, component: lazyRouteComponent(() => import('../pages/program/evidence/Evidence.tsx'), 'EvidencePage') });
const editProgram = createRoute({ getParentRoute: () => house, path: 'program/edit', validateSearch: words, component: lazyRouteComponent(() => import('../pages/program/edit/Edit.tsx'), 'EditPage') });
const gate = createRoute({ getParentRoute: () => house, path: 'program/gates/$id', validateSearch: words, component: lazyRouteComponent(() => import('../pages/program/gate/Gate.tsx'), 'GatePage') });
const settings = createRoute({ getParentRoute: () => house, path: 'settings/$part', validateSearch: words, component: lazyRouteComponent(() => import('../pages/settings/Settings.tsx'), 'Settings') });
const settingsStart = createRoute({ getParentRoute: () => house, path: 'settings', beforeLoad: () => { throw redirect({ to: '/settings/$part', params: { part: 'account' } }); } });

const signIn = createRoute({ getParentRoute: () => root, path: 'sign-in', validateSearch: words, component: lazyRouteComponent(() => import('../pages/identity/SignIn.tsx'), 'SignIn') });
const setUp = createRoute({ getParentRoute: () => root, path: 'setup', component: lazyRouteComponent(() => import('../pages/identity/SetUp.tsx'), 'SetUp') });
const invitation = createRoute({ getParentRoute: () => root, path: 'invitation', component: lazyRouteComponent(() => import('../pages/identity/Invitation.tsx'), 'Invitation') });

const tree = root.addChildren([house.addChildren([overview, logs, alerts, signIns, identities, issues, vulnerability, trends, assets, asset, coverage, sources, program, roadmap, evidence, editProgram, gate, settings, settingsStart]), signIn, setUp, invitation]);

export const makeRouter = (queries: QueryClient) =>
  createRouter({ routeTree: tree, context: { queries }, parseSearch, stringifySearch, defaultPreload: 'intent', defaultPreloadStaleTime: 0, scrollRestoration: false, defaultErrorComponent: Failed });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}

function Failed({ error, reset }: ErrorComponentProps) {
  return <Trouble error={error} again={reset} />;
}

function NotFound() {
  return <Empty title="There is no such page">The address may be mistyped, or from another version.</Empty>;
}

