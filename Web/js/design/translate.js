// The canvas's own words in Chinese; English is what it says by itself.
const PARTS = [
  ['Activate create/remove space tool', '腾出或收回空间'], ['Activate global connect tool', '连线工具'], ['Activate hand tool', '抓手工具'], ['Activate lasso tool', '框选工具'],
  ['Add lane above', '在上方加泳道'], ['Add lane below', '在下方加泳道'], ['Add text annotation', '添加注释'], ['Align elements', '对齐'], ['Change element', '更换类型'], ['Collection', '集合'],
  ['Connect to other element', '连到其他元素'], ['Connect using association', '用关联连接'], ['Connect using data input association', '用数据关联连接'],
  ['Append end event', '追加结束事件'], ['Append gateway', '追加网关'], ['Append task', '追加任务'], ['Append user task', '追加用户任务'], ['Append intermediate/boundary event', '追加中间事件'],
  ['Append receive task', '追加接收任务'], ['Append message intermediate catch event', '追加消息捕获事件'], ['Append timer intermediate catch event', '追加定时捕获事件'],
  ['Append conditional intermediate catch event', '追加条件捕获事件'], ['Append signal intermediate catch event', '追加信号捕获事件'], ['Append compensation activity', '追加补偿活动'],
  ['Append element', '追加元素'], ['Append {type}', '追加{type}'],
  ['Create start event', '开始事件'], ['Create intermediate/boundary event', '中间或边界事件'], ['Create end event', '结束事件'], ['Create gateway', '网关'], ['Create task', '任务'],
  ['Create expanded sub-process', '展开的子流程'], ['Create data object reference', '数据对象'], ['Create data store reference', '数据存储'], ['Create pool/participant', '泳池'], ['Create group', '分组'],
  ['Create element', '新建元素'], ['Delete', '删除'], ['Remove', '移除'], ['Distribute elements horizontally', '水平均分'], ['Distribute elements vertically', '垂直均分'],
  ['Divide into three lanes', '分成三条泳道'], ['Divide into two lanes', '分成两条泳道'], ['Loop', '循环'], ['Parallel multi-instance', '并行多实例'], ['Sequential multi-instance', '顺序多实例'],
  ['Participant multiplicity', '多个参与者'], ['Toggle non-interrupting', '切换是否中断'], ['Search in diagram', '在图中查找'], ['Ad-hoc', '即席'],
  ['Ad-hoc sub-process', '即席子流程'], ['Ad-hoc sub-process (collapsed)', '即席子流程（折叠）'], ['Ad-hoc sub-process (expanded)', '即席子流程（展开）'], ['Business rule task', '决策任务'], ['Call activity', '调用流程'],
  ['Complex gateway', '复杂网关'], ['Conditional flow', '条件连线'], ['Data object reference', '数据对象'], ['Data store reference', '数据存储'], ['Default flow', '默认连线'],
  ['Empty pool/participant', '空泳池'], ['Expanded pool/participant', '展开的泳池'], ['Event sub-process', '事件子流程'], ['Event-based gateway', '事件网关'], ['Exclusive gateway', '排他网关'],
  ['Inclusive gateway', '包容网关'], ['Parallel gateway', '并行网关'], ['Manual task', '手工任务'], ['Receive task', '接收任务'], ['Script task', '脚本任务'], ['Send task', '发送任务'],
  ['Sequence flow', '连线'], ['Service task', '服务任务'], ['Sub-process', '子流程'], ['Sub-process (collapsed)', '子流程（折叠）'], ['Sub-process (expanded)', '子流程（展开）'],
  ['Task', '任务'], ['Transaction', '事务'], ['User task', '用户任务'], ['Start event', '开始事件'], ['End event', '结束事件'], ['Boundary event', '边界事件'],
  ['Intermediate throw event', '中间抛出事件'], ['Terminate end event', '终止结束事件'],
];
const TRIGGERS = { Message: '消息', Timer: '定时', Conditional: '条件', Signal: '信号', Error: '错误', Escalation: '升级', Compensation: '补偿', Cancel: '取消', Link: '链接' };
const PLACES = { 'start event': '开始事件', 'end event': '结束事件', 'boundary event': '边界事件', 'intermediate catch event': '中间捕获事件', 'intermediate throw event': '中间抛出事件' };

function table() {
  const words = new Map(PARTS);
  for (const [trigger, first] of Object.entries(TRIGGERS)) for (const [place, second] of Object.entries(PLACES)) {
    words.set(`${trigger} ${place}`, first + second);
    words.set(`${trigger} ${place} (non-interrupting)`, `${first}${second}（不中断）`);
  }
  return words;
}

/** The module that translates, for the canvas. */
export function translation(locale) {
  const words = locale.startsWith('zh') ? table() : new Map();
  const translate = (text, values = {}) => (words.get(text) ?? words.get(text?.trim?.()) ?? text).replace(/{([^}]+)}/g, (_, name) => values[name] ?? `{${name}}`);
  return { translate: ['value', translate] };
}
