/**
 * The provider as the state keeps it: one line that finds the installed package's entry and names the protocol. Never
 * change it without a new protocol number. It looks in the project's `node_modules` and above, and in pnpm's store,
 * where a package stands that only a dependency depends on. Where the package is missing it answers quietly: `check`
 * with a failure, every other method with an error without a stack.
 */
export const PROVIDER_LITERAL =
  'exports.handler=()=>{const n="pulumi-appflow-connector",s=n+"/provider",r=require,d=[];' +
  'for(let p=process.cwd(),q;p!=q;p=r("path").dirname(q=p))d.push(p+"/node_modules/.pnpm");' +
  "let f;try{f=r.resolve(s)}catch{try{f=r.resolve(s,{paths:d})}catch{}}" +
  "if(f)return r(f).handler(1);" +
  'const m=n+" is not installed in "+process.cwd()+": run npm install "+n+", then repeat",' +
  'q=async()=>{throw Object.assign(Error(m),{stack:"",toString:()=>""})};' +
  'return{check:async()=>({failures:[{property:"",reason:m}]}),diff:q,create:q,read:q,update:q,delete:q}}';
