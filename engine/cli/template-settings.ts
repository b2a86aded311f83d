/** What the settings say about templates. */
import type { TemplateOptions } from '../template/index.ts';
import type { Settings } from './settings/settings.ts';

/** How templates are read and what one may do. Source: ansible.cfg's jinja2_native, jinja2_extensions. */
export function templateSettings(settings: Settings): TemplateOptions {
  const steps = settings.number('KPLAY_TEMPLATE_STEPS');
  const output = settings.number('KPLAY_TEMPLATE_OUTPUT');
  const extensions = settings.text('DEFAULT_JINJA2_EXTENSIONS') ?? '';
  return {
    isNative: settings.flag('DEFAULT_JINJA2_NATIVE'),
    extensions: extensions
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
    limits: {
      ...(steps === undefined ? {} : { steps }),
      ...(output === undefined ? {} : { output }),
    },
  };
}
