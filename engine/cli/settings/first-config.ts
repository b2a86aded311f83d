/** `kplay config init`: a file of settings to start from, with every setting that counts here. */
import type { Setting, SettingValue } from './table.ts';
import { SETTINGS } from './table.ts';

function writeValue(value: SettingValue): string {
  if (value === null) return '';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** A setting without a value stays a comment: an empty text is not the same as nothing. */
function commentOf({ fallback }: Setting, comment: string, mark: string): string {
  return writeValue(fallback) === '' ? mark : comment;
}

function describe({ type, description }: Setting): string {
  return `# (${type}) ${description.replaceAll('\n', ' ')}`;
}

/** The lines of a file, section by section. */
function renderIni(settings: readonly Setting[], comment: string): string {
  const placed = settings.flatMap((setting) =>
    setting.ini.slice(0, 1).map(({ section, key }) => ({ setting, section, key })),
  );
  const sections = new Set(placed.map(({ section }) => section));
  const blocks = [...sections].map((name) => {
    const members = placed.filter(({ section }) => section === name);
    const lines = members.flatMap(({ setting, key }) => [
      describe(setting),
      `${commentOf(setting, comment, ';')}${key}=${writeValue(setting.fallback)}`,
      '',
    ]);
    return [`[${name}]`, ...lines].join('\n');
  });
  return blocks.join('\n');
}

/** The lines of an environment. */
function renderEnvironment(settings: readonly Setting[], comment: string): string {
  return settings
    .filter(({ env }) => env.length > 0)
    .map((setting) => {
      const value = writeValue(setting.fallback);
      return `${describe(setting)}\n${commentOf(setting, comment, '#')}${setting.env[0] ?? ''}='${value}'\n`;
    })
    .join('\n');
}

/**
 * Writes the file.
 * @param format `env` for lines of an environment, else those of ansible.cfg
 * @param isDisabled every setting is a comment
 */
export function renderFirstConfig(format: string, isDisabled: boolean): string {
  const settings = [...SETTINGS.values()].filter(({ isObeyed }) => isObeyed);
  const comment = isDisabled ? (format === 'env' ? '#' : ';') : '';
  const render = format === 'env' ? renderEnvironment : renderIni;
  return render(settings, comment);
}
