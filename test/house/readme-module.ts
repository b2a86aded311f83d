/** The module that README.md shows, as real code; readme.test.ts compares the two. */
import { sh } from '../../engine/shell/index.ts';
import { defineModule } from '../../engine/modules/index.ts';

const currentZone = {
  name: 'timezone',
  script: sh`readlink /etc/localtime`,
  parse: ({ stdout }: { readonly stdout: string }) => stdout.trim().replace(/^.*\/zoneinfo\//, ''),
};

export default defineModule({
  name: 'timezone',
  collection: 'community.general',
  summary: 'Sets the time zone of a host.',
  params: {
    required: ['name'],
    properties: { name: { type: 'string', description: 'A zone, such as `Europe/Berlin`.' } },
  },
  returns: { name: { type: 'string', description: 'The zone.' } },
  examples: ['- timezone:\n    name: Europe/Berlin\n'],
  inspect: (_params, host) => host.ask(currentZone),
  plan({ name }, current) {
    if (current === name) return { changes: [], steps: [], returns: { name } };
    return {
      changes: [{ what: 'time zone', before: current, after: name }],
      steps: [
        {
          do: 'link',
          title: `set the time zone to ${name}`,
          path: '/etc/localtime',
          target: `/usr/share/zoneinfo/${name}`,
          kind: 'symbolic',
          force: true,
        },
      ],
      returns: { name },
    };
  },
});
