/** The type token that every state names. */
export const TYPE = "pulumi-nodejs:dynamic/appflow:ConnectorRegistration";

/**
 * The provider as every state keeps it, twice a resource: one line that loads the installed package's entry and names the
 * protocol. `refresh` and `destroy` run it years later, so a change of it needs a new protocol number.
 *
 * The engine's host resolves packages from the program's folder upward. The line adds pnpm's store on each level, where a
 * package stands that only a dependency depends on. A failure to load it keeps its own message, without a
 * stack; only where the package itself is absent, the message says how to install it, and where.
 */
export const PROVIDER_LITERAL =
  "exports.handler=_=>{let n='pulumi-appflow-connector',p=module.paths;p.map(d=>p.push(d+'/.pnpm/node_modules'));" +
  "try{return require(n+'/provider').handler(1)}catch(e){let m=e.message||''+e;" +
  "if(e.code=='MODULE_NOT_FOUND'&&m.includes(`'${n}/`))m=`${n} is not installed for ${process.cwd()}: npm install ${n}`;" +
  "throw Object.assign(Error(m),{stack:'',toString:_=>''})}}";
