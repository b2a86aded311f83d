/** dpkg_selections: what dpkg is told to do with a package: install, hold, deinstall, purge. */
import { sh } from '../shell/index.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { askTool, callTool, type Tool } from './_shared/tool.ts';
import { defineModule, type Plan } from './contract.ts';

const DPKG: Tool = { name: 'dpkg', package: 'dpkg' };

export default defineModule({
  name: 'dpkg_selections',
  collection: 'ansible.builtin',
  summary: "Changes dpkg's selection of a package.",
  params: {
    properties: {
      name: { type: 'string', description: 'The package.' },
      selection: {
        type: 'string',
        enum: ['install', 'hold', 'deinstall', 'purge'],
        description: 'What dpkg should do with it.',
      },
    },
    required: ['name', 'selection'],
  },
  returns: {
    before: { type: 'string', description: 'The selection before.' },
    after: { type: 'string', description: 'The selection after.' },
  },
  examples: ['- dpkg_selections:\n    name: kubelet\n    selection: hold\n'],
  inspect({ name }, host) {
    return host.ask(
      askTool([DPKG], 'dpkg-selection', sh`dpkg --get-selections ${name}`, ({ stdout }) => {
        const [, selection] = stdout.trim().split(/\s+/);
        return selection ?? 'not present';
      }),
    );
  },
  plan({ name, selection }, before): Plan<{ readonly before: string; readonly after: string }> {
    const returns = { before, after: selection };
    if (before === selection) return { changes: [], steps: [], returns };
    const set = callTool(DPKG, `select ${name} to ${selection}`, sh`dpkg --set-selections`);
    return {
      changes: [{ what: 'selection', before, after: selection }],
      steps: [{ ...set, stdin: `${name} ${selection}` }],
      returns,
    };
  },
  settle(params, plan, outcomes) {
    failOnFailedStep(outcomes, ({ stderr }) => stderr.trim());
    const isUnknown = outcomes.some(({ stderr }) =>
      /not in (status|database)|unknown/.test(stderr),
    );
    if (!isUnknown) return { returns: plan.returns };
    const warning = `dpkg does not know ${params.name}, so the selection has no effect`;
    return { returns: plan.returns, isChanged: false, warnings: [warning] };
  },
});
