/** The pages of the left side, in their order, and the key that follows `g`. */
export const places = [
  { name: 'Overview', to: '/', key: 'o', permission: undefined },
  { name: 'Program', to: '/program', key: 'p', permission: 'program.read' },
  { name: 'Logs', to: '/logs', key: 'l', permission: 'events.search' },
  { name: 'Alerts', to: '/alerts', key: 'a', permission: 'alerts.read' },
  { name: 'Sign-ins', to: '/sign-ins', key: 'n', permission: 'signins.read' },
  { name: 'Assets', to: '/assets', key: 'b', permission: 'assets.read' },
  { name: 'Issues', to: '/issues', key: 'i', permission: 'issues.read' },
  { name: 'Sources', to: '/sources', key: 's', permission: 'sources.read' },
  { name: 'Settings', to: '/settings', key: 't', permission: undefined },
] as const;
