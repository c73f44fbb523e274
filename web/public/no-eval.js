// Read by zod before its first schema: schemas compiled by `new Function` would break the content security policy.
globalThis.__zod_globalConfig = { jitless: true };
