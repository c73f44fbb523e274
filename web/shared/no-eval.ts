import { config } from 'zod';

// Schemas that are compiled by `new Function` would break the content security policy. Imported first: a schema
// looks at this setting when it is made.
config({ jitless: true });
