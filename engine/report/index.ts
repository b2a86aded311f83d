/** report: events into text, JSON and JUnit XML. Shows what was decided elsewhere. */
export type { ReporterOptions } from './options.ts';
export { makeTextReporter } from './text.ts';
export { COMMUNITY_FORM } from './yaml-result.ts';
export { makeProfileTasksReporter, makeTimerReporter } from './profile-tasks.ts';
export { renderPythonJson } from './python-json.ts';
export { makeMinimalReporter } from './minimal.ts';
export { makeOnelineReporter, renderTreeFile } from './oneline.ts';
export { makeJsonReporter } from './json.ts';
export { makeJunitReporter } from './junit.ts';
export { toExitCode } from './recap.ts';
export type { ActionDoc } from './docs/action-doc.ts';
export { describeModule } from './docs/describe-module.ts';
export { renderModuleList, renderModulePage } from './docs/module-page.ts';
export { renderProblemsPage, type ProblemDoc } from './docs/problems-page.ts';
export { renderSettingsPage, type SettingDoc } from './docs/settings-page.ts';
export { renderRolePage } from './docs/role-page.ts';
export { renderKeywordsPage, type KeywordDoc } from './docs/keywords-page.ts';
export { renderPlaybookSchema, renderTasksSchema } from './docs/tasks-schema.ts';
