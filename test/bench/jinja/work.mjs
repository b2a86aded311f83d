/** What both sides render: small strings as in tasks, and a unit file of a hundred lines. */

const SHAPES = [
  (n) => `{{ name }}-${n}`,
  (n) => `/etc/{{ service.name }}/conf.d/${n}.conf`,
  (n) => `{{ port + ${n} }}`,
  (n) => `{{ nodes | join(',') }} ${n}`,
  (n) => `{% if port > ${n} %}high{% else %}low{% endif %}`,
  (n) => `{{ missing${n} | default('none') }}`,
  (n) => `{{ name | upper }}:{{ nodes | length }}:${n}`,
  (n) => `{{ service.labels.zone }} {{ nodes[0] }} ${n}`,
];

/** Distinct small strings. */
export function makeStrings(count) {
  return Array.from({ length: count }, (_, n) => SHAPES[n % SHAPES.length](n));
}

/** A template of a hundred lines with conditions, loops and filters. */
export function makeUnit() {
  const lines = ['[Unit]', 'Description={{ name | title }}', 'After=network-online.target'];
  for (let n = 0; lines.length < 97; n += 1) {
    lines.push(
      `{% if port > ${n * 100} and name is defined %}`,
      `Environment="KEY_${n}={{ service.name | upper }}-{{ port + ${n} }}"`,
      '{% endif %}',
      '{% for node in nodes %}',
      `ExecStartPre=/usr/bin/check --node {{ node }} --index {{ loop.index }} ${n}`,
      '{% endfor %}',
    );
  }
  return `${[...lines, '[Install]', 'WantedBy=multi-user.target'].join('\n')}\n`;
}

export const variables = {
  name: 'kubelet',
  port: 10_250,
  nodes: ['node1', 'node2', 'node3'],
  service: { name: 'kubelet', labels: { zone: 'eu' } },
};
