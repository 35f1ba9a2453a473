export { connectDatabase, inTransaction, type Database, type Db, type Queryable, type Tx } from './connect.ts';
export { knownSchema, migrate } from './migrate.ts';
export { uniqueViolation } from './violations.ts';
