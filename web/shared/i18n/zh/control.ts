/** Whose console commands a drone. */
export const control = {
  mine: '由您操控',
  nobody: '无人操控：首先下达指令者接管',
  other: '{{name}} 操控中，{{time}} 起',
  quarantine: '须先判定飞行：目前只能悬停、返航、降落',
  take: '接管',
  takeTitle: '接管 {{drone}}？',
  fromNobody: '目前无人操控 {{drone}}。',
  fromOther:
    '{{drone}} 现由 {{name}} 操控（{{time}} 起）。接管后，对方的控制台会立即显示是您接管的；对方进行中的起飞会终止。',
  always: '悬停、返航、降落不需要先接管。',
  cancel: '取消',
  lost: '{{name}} 接管了 {{drone}}',
  released: '您已不再操控 {{drone}}',
};
