/** The order of the rooms: left may import right; names in one list do not know each other. */
export const order = [
  ['cli'],
  ['plugins', 'lab'],
  ['report'],
  ['run'],
  ['modules'],
  ['host'],
  ['vars'],
  ['inventory', 'playbook', 'connect'],
  ['template', 'shell', 'vagrant'],
  ['source', 'schema', 'crypto'],
  ['base'],
];

const owners = {
  nunjucks: 'template',
  ssh2: 'connect',
  'node-forge': 'crypto',
  yargs: 'cli',
  yaml: 'source',
  ajv: 'schema',
};

const nodeFree = ['base', 'schema', 'shell', 'playbook', 'vars', 'run', 'modules'];

/** @type {{name: string, forbidden: string[], extra: {group: string[], message: string}[]}[]} */
export const rooms = order.flatMap((level, index) =>
  level.map((name) => ({
    name,
    forbidden: [...order.slice(0, index).flat(), ...level.filter((other) => other !== name)],
    extra: [
      ...Object.entries(owners)
        .filter(([, owner]) => owner !== name)
        .map(([pkg, owner]) => ({ group: [pkg], message: `only ${owner}/ imports ${pkg}` })),
      ...(nodeFree.includes(name)
        ? [{ group: ['node:*'], message: `${name}/ may not touch Node` }]
        : []),
      ...(name === 'modules'
        ? ['connect', 'vars'].map((other) => ({
            group: [`**/${other}/**`],
            message: `a module may not know ${other}/`,
          }))
        : []),
      ...(name === 'run'
        ? [
            {
              group: ['**/connect/**/!(index).ts', '**/modules/!(index|contract).ts'],
              message: 'run/ is handed its transports and modules',
            },
          ]
        : []),
    ],
  })),
);
