/** The OCSF 1.8 classes that normalizers give, by a short name. */
export const CLASS = {
  base: 0,
  scheduledJob: 1006,
  process: 1007,
  accountChange: 3001,
  authentication: 3002,
  groupManagement: 3006,
  http: 4002,
  ssh: 4007,
  api: 6003,
  applicationError: 6008,
} as const;

/** Activities that several classes share; the rest stand with the class below. */
export const ACTIVITY = { unknown: 0, other: 99 } as const;
export const LOGON = { logon: 1, logoff: 2, switch: 7 } as const;
export const ACCOUNT = { create: 1, enable: 2, passwordChange: 3, passwordReset: 4, disable: 5, delete: 6, lock: 9, mfaEnable: 10, mfaDisable: 11, unlock: 12 } as const;
export const GROUP = { addUser: 3, removeUser: 4, delete: 5, create: 6 } as const;
export const NETWORK = { open: 1, close: 2, reset: 3, fail: 4, refuse: 5, traffic: 6, listen: 7 } as const;
export const JOB = { create: 1, update: 2, delete: 3, start: 6 } as const;
export const PROCESS = { launch: 1 } as const;
export const API = { create: 1, read: 2, update: 3, delete: 4 } as const;
export const ERROR = { general: 1 } as const;

export type OcsfClass = {
  uid: number;
  /** The class's name in queries, as the schema writes it. */
  name: string;
  caption: string;
  category: { uid: number; caption: string };
  activities: Readonly<Record<number, string>>;
  /** The objects, beside the common ones, that an event of the class may hold. */
  objects: readonly string[];
  /** Where the account concerned stands, for classes without a `user` of their own; '' is the actor. */
  account: string;
  /** `actor` and `device` come by the profile `host`; the number says which of the two do not. */
  plain: readonly ('actor' | 'device')[];
};

const SYSTEM = { uid: 1, caption: 'System Activity' };
const IAM = { uid: 3, caption: 'Identity & Access Management' };
const NET = { uid: 4, caption: 'Network Activity' };
const APP = { uid: 6, caption: 'Application Activity' };

const iam = ['http_request', 'http_response', 'src_endpoint', 'user'] as const;
const network = ['src_endpoint', 'dst_endpoint', 'app_name', 'connection_info', 'traffic'] as const;
const connection = { 1: 'Open', 2: 'Close', 3: 'Reset', 4: 'Fail', 5: 'Refuse', 6: 'Traffic', 7: 'Listen' };

/** Every class that a normalizer may give. */
export const CLASSES: readonly OcsfClass[] = [
  { uid: 0, name: 'base_event', caption: 'Base Event', category: { uid: 0, caption: 'Uncategorized' }, activities: {}, objects: [], account: '', plain: [] },
  {
    uid: 1006, name: 'scheduled_job_activity', caption: 'Scheduled Job Activity', category: SYSTEM,
    activities: { 1: 'Create', 2: 'Update', 3: 'Delete', 4: 'Enable', 5: 'Disable', 6: 'Start' },
    objects: ['job'], account: 'job.user.name', plain: ['actor', 'device'],
  },
  {
    uid: 1007, name: 'process_activity', caption: 'Process Activity', category: SYSTEM,
    activities: { 1: 'Launch', 2: 'Terminate', 3: 'Open', 4: 'Inject', 5: 'Set User ID' },
    objects: ['process'], account: 'process.user.name', plain: ['actor', 'device'],
  },
  {
    uid: 3001, name: 'account_change', caption: 'Account Change', category: IAM,
    activities: {
      1: 'Create', 2: 'Enable', 3: 'Password Change', 4: 'Password Reset', 5: 'Disable', 6: 'Delete', 7: 'Attach Policy',
      8: 'Detach Policy', 9: 'Lock', 10: 'MFA Factor Enable', 11: 'MFA Factor Disable', 12: 'Unlock',
    },
    objects: [...iam, 'auth_factors'], account: 'user.name', plain: ['actor'],
  },
  {
    uid: 3002, name: 'authentication', caption: 'Authentication', category: IAM,
    activities: {
      1: 'Logon', 2: 'Logoff', 3: 'Authentication Ticket', 4: 'Service Ticket Request', 5: 'Service Ticket Renew', 6: 'Preauth',
      7: 'Account Switch',
    },
    objects: [
      ...iam, 'auth_factors', 'auth_protocol', 'dst_endpoint', 'is_mfa', 'service', 'session',
    ],
    account: 'user.name', plain: ['actor'],
  },
  {
    uid: 3006, name: 'group_management', caption: 'Group Management', category: IAM,
    activities: {
      1: 'Assign Privileges', 2: 'Revoke Privileges', 3: 'Add User', 4: 'Remove User', 5: 'Delete', 6: 'Create', 7: 'Add Subgroup',
      8: 'Remove Subgroup',
    },
    objects: [...iam, 'group'], account: 'user.name', plain: ['actor'],
  },
  {
    uid: 4002, name: 'http_activity', caption: 'HTTP Activity', category: NET,
    activities: { 1: 'Connect', 2: 'Delete', 3: 'Get', 4: 'Head', 5: 'Options', 6: 'Post', 7: 'Put', 8: 'Trace', 9: 'Patch' },
    objects: [...network, 'http_request', 'http_response'], account: '', plain: [],
  },
  { uid: 4007, name: 'ssh_activity', caption: 'SSH Activity', category: NET, activities: connection, objects: network, account: '', plain: [] },
  {
    uid: 6003, name: 'api_activity', caption: 'API Activity', category: APP,
    activities: { 1: 'Create', 2: 'Read', 3: 'Update', 4: 'Delete' },
    objects: ['api', 'dst_endpoint', 'http_request', 'http_response', 'resources', 'src_endpoint'], account: '', plain: ['actor'],
  },
  {
    uid: 6008, name: 'application_error', caption: 'Application Error', category: APP,
    activities: { 1: 'General Error', 2: 'Translation Error' }, objects: [], account: '', plain: [],
  },
];

const byUid = new Map(CLASSES.map((known) => [known.uid, known]));
const base = CLASSES[0];

/** The class of a number; the base event for a class that no normalizer gives. */
export function classOf(uid: number): OcsfClass {
  const found = byUid.get(uid) ?? base;
  if (!found) throw new Error('the table of classes begins with the base event');
  return found;
}

/** What an activity is called: its caption in the class, else the source's own word for it. */
export function activityCaption(kind: OcsfClass, activityId: number, own: string): string {
  if (activityId === ACTIVITY.unknown) return 'Unknown';
  return kind.activities[activityId] ?? (own === '' ? 'Other' : own);
}
