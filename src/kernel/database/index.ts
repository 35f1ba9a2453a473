export { connectDatabase, inTransaction, type Database, type Db, type Queryable, type Tx } from './connect.ts';
export { knownSchema, migrate } from './migrate.ts';
export { isUnstorable, uniqueViolation } from './violations.ts';
