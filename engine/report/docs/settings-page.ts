/** The page of settings, from their table. */
import { GENERATED, joinPage, renderTable } from './markdown.ts';

/** One setting, as the page shows it. */
export interface SettingDoc {
  readonly name: string;
  /** `section.key`, as in ansible.cfg. */
  readonly ini: readonly string[];
  readonly env: readonly string[];
  readonly type: string;
  readonly fallback: string;
  readonly description: string;
}

function code(texts: readonly string[]): string {
  return texts.map((text) => `\`${text}\``).join(' ');
}

function tableOf(settings: readonly SettingDoc[]): readonly string[] {
  const rows = settings.map(({ name, ini, env, type, fallback, description }) => {
    return [code([name]), code(ini), code(env), type, code([fallback]), description];
  });
  const head = ['setting', 'in ansible.cfg', 'environment', 'type', 'default', 'what it does'];
  return renderTable(head, rows);
}

/** Renders the page. @param unused settings that are read and do nothing */
export function renderSettingsPage(
  obeyed: readonly SettingDoc[],
  unused: readonly SettingDoc[],
): string {
  return joinPage([
    GENERATED,
    '',
    '# Settings',
    '',
    'kplay reads `ansible.cfg` where Ansible does: the file that `ANSIBLE_CONFIG` names, then',
    '`ansible.cfg` in the working folder (unless everybody may write there), then `~/.ansible.cfg`,',
    'then `/etc/ansible/ansible.cfg`. The first one found counts. The environment wins over the file,',
    'and a flag over both. `kplay config dump` shows every value and where it comes from.',
    '',
    '## Obeyed',
    '',
    ...tableOf(obeyed),
    '',
    '## Read, without effect',
    '',
    'With `-v`, kplay names once what an `ansible.cfg` sets and kplay does not do.',
    '',
    ...tableOf(unused),
  ]);
}
