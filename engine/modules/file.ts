/** file: what stands at a path, and with which attributes. One planner per state in _shared. */
import { TaskFailure } from '../host/index.ts';
import { withChattr } from './_shared/chattr.ts';
import { fileParams, fileReturns } from './_shared/file-params.ts';
import { planAbsent, planDirectory, planRegular, type FilePlan } from './_shared/file-plain.ts';
import { planHardLink, planSymbolicLink } from './_shared/file-links.ts';
import {
  hasTimes,
  inspectFile,
  type FileModuleParams,
  type FileModuleState,
} from './_shared/file-inspect.ts';
import { addTimes, planTouch } from './_shared/file-touch.ts';
import { addWarnings } from './_shared/file-warnings.ts';
import { failOnFailedFile } from './_shared/file-failure.ts';
import { describeStanding } from './_shared/path-info.ts';
import { defineModule } from './contract.ts';

function planState(params: FileModuleParams, state: FileModuleState): FilePlan {
  switch (state.wanted) {
    case 'absent':
      return planAbsent(state);
    case 'directory':
      return planDirectory(params, state);
    case 'file':
      return planRegular(params, state);
    case 'touch':
      return planTouch(params, state);
    case 'link':
      return planSymbolicLink(params, state);
    case 'hard':
      return planHardLink(params, state);
  }
}

export default defineModule({
  name: 'file',
  collection: 'ansible.builtin',
  summary: 'Keeps files, directories and links, and their attributes.',
  params: {
    properties: {
      ...fileParams,
      path: {
        type: 'string',
        'x-coerce': 'path',
        'x-aliases': ['dest', 'name'],
        description: 'Path on the host.',
      },
      state: {
        type: 'string',
        enum: ['absent', 'directory', 'file', 'hard', 'link', 'touch'],
        description: 'What should stand there; what is there now, or `file`, when not given.',
      },
      src: {
        type: 'string',
        'x-coerce': 'path',
        description: 'What a link should point at.',
      },
      recurse: {
        type: 'boolean',
        default: false,
        description: 'Set the attributes of everything below a directory too.',
      },
      force: {
        type: 'boolean',
        default: false,
        description: 'Make a link to nothing, or in place of a file or directory.',
      },
      follow: {
        type: 'boolean',
        default: true,
        description: "Set the attributes of a link's target, not of the link.",
      },
      access_time: {
        type: 'string',
        description: 'Time to set: `preserve`, `now` or as `access_time_format` says.',
      },
      access_time_format: {
        type: 'string',
        default: '%Y%m%d%H%M.%S',
        description: 'How `access_time` is written (strptime).',
      },
      modification_time: {
        type: 'string',
        description: 'Time to set: `preserve`, `now` or as `modification_time_format` says.',
      },
      modification_time_format: {
        type: 'string',
        default: '%Y%m%d%H%M.%S',
        description: 'How `modification_time` is written (strptime).',
      },
    },
    required: ['path'],
  },
  returns: fileReturns,
  examples: [
    '- file:\n    path: /opt/cni/bin\n    state: directory\n    mode: "0755"\n',
    '- file:\n    src: /usr/lib/systemd/system/kubelet.service\n    dest: /etc/systemd/system/kubelet.service\n    state: link\n',
    '- file:\n    path: /var/lib/kubelet\n    state: absent\n',
  ],
  alwaysReturnsDiff: true,
  inspect: inspectFile,
  plan(params, state) {
    const standing = describeStanding(state.path.path, state.path.target);
    if (params.recurse && state.wanted !== 'directory') {
      throw new TaskFailure("recurse option requires state to be 'directory'", standing);
    }
    if (params.src !== undefined && state.wanted !== 'link' && state.wanted !== 'hard') {
      throw new TaskFailure("src option requires state to be 'link' or 'hard'", standing);
    }
    const planned = addWarnings(() => planState(params, state), params, state);
    const isTimed = ['directory', 'file'].includes(state.wanted) && hasTimes(params);
    const timed = isTimed ? addTimes(planned, params, state) : planned;
    const { path } = state;
    const own = { path: params.follow ? path.realPath : path.path, state: path };
    const plan = state.wanted === 'absent' ? timed : withChattr(timed, params.attributes, own);
    // Every difference of this module is one of the file, and Ansible's diff names it.
    const changes = plan.changes.map((change) => ({ ...change, path: params.path }));
    return { ...plan, changes };
  },
  settle({ path }, { returns }, outcomes) {
    failOnFailedFile(outcomes, path);
    return { returns };
  },
});
