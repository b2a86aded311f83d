/** The files that `kplay init` begins a role, a playbook or a module with. Text in, text out. */

/** A file below the working folder. */
export interface Starter {
  readonly path: string;
  readonly text: string;
}

/** A role: one task, one default, what it says of its arguments. */
function startRole(name: string): readonly Starter[] {
  const folder = `roles/${name}`;
  const prefix = name.replaceAll('-', '_');
  return [
    {
      path: `${folder}/tasks/main.yml`,
      text: `---
- name: Write the message of the day
  ansible.builtin.copy:
    content: "{{ ${prefix}_message }}\\n"
    dest: "{{ ${prefix}_path }}"
    mode: "0644"
`,
    },
    {
      path: `${folder}/defaults/main.yml`,
      text: `---
${prefix}_message: Managed by ${name}
${prefix}_path: /etc/motd
`,
    },
    {
      path: `${folder}/meta/argument_specs.yml`,
      text: `---
argument_specs:
  main:
    short_description: What ${name} is for
    options:
      ${prefix}_message:
        type: str
        default: Managed by ${name}
        description: The text.
      ${prefix}_path:
        type: path
        default: /etc/motd
        description: The file it is written to.
`,
    },
    {
      path: `${folder}/meta/main.yml`,
      text: `---
dependencies: []
`,
    },
  ];
}

/** A playbook of one play. */
function startPlaybook(name: string): readonly Starter[] {
  const path = /\.ya?ml$/.test(name) ? name : `${name}.yml`;
  const text = `---
- name: Look at every host
  hosts: all
  gather_facts: false
  tasks:
    - name: Ask for the system's name
      ansible.builtin.command: uname -sr
      register: system
      changed_when: false

    - name: Show it
      ansible.builtin.debug:
        msg: "{{ inventory_hostname }} runs {{ system.stdout }}"
`;
  return [{ path, text }];
}

/** A module: a file with one line, written where it differs. */
function startModule(name: string): readonly Starter[] {
  const text = `/** ${name}: keeps one line in a file of its own. */
const quote = (text) => \`'\${text.replaceAll("'", "'\\\\''")}'\`;

export default {
  name: '${name}',
  summary: 'Keeps one line in a file of its own.',
  params: {
    required: ['path', 'line'],
    properties: {
      path: { type: 'string', description: 'The file.' },
      line: { type: 'string', description: 'What it holds.' },
    },
  },
  returns: {},
  examples: ['- ${name}: { path: /etc/motd, line: Hello }\\n'],
  // What is: asked of the host, which is changed by nothing here.
  inspect({ path }, host) {
    const script = { sh: \`cat \${quote(path)} 2>/dev/null\` };
    return host.ask({ name: '${name}', script, parse: ({ stdout }) => stdout });
  },
  // What should be: the differences, and the steps that make them.
  plan({ path, line }, before) {
    const after = \`\${line}\\n\`;
    if (before === after) return { changes: [], steps: [], returns: {} };
    const content = { from: 'text', text: after };
    const attributes = { mode: '0644' };
    return {
      changes: [{ what: 'content', before, after }],
      steps: [{ do: 'write', title: \`write \${path}\`, path, content, attributes }],
      returns: {},
    };
  },
};
`;
  return [{ path: `library/${name}.mjs`, text }];
}

/** What can be begun, and what its name must look like. */
export const STARTERS: ReadonlyMap<
  string,
  { readonly names: RegExp; readonly start: (name: string) => readonly Starter[] }
> = new Map([
  ['role', { names: /^[a-z][\w-]*$/i, start: startRole }],
  ['playbook', { names: /^[\w./-]+$/, start: startPlaybook }],
  ['module', { names: /^[a-z]\w*$/, start: startModule }],
]);
