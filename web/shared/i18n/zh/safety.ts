/** Ground stop and collective return. */
export const safety = {
  stop: '停飞…',
  stopTitle: '下达停飞令',
  stopText:
    '立即停止所有起飞：尚未解锁的起飞流程会被取消，之后的起飞会被拒绝，直到有人解除。空中的无人机不受影响。',
  stopSubmit: '停飞',
  release: '解除停飞…',
  releaseTitle: '解除停飞令',
  releaseText: '解除后可以重新起飞。请先确认停飞的原因已经消除。',
  releaseSubmit: '解除',
  bringHome: '全部返航…',
  bringHomeTitle: '全部无人机返航',
  bringHomeText:
    '同时下达停飞令。空中的无人机先悬停，再逐架返航，保持水平 30 米或垂直 10 米以上的间隔；电量紧张的立即返航。',
  bringHomeSubmit: '全部返航',
  cancel: '中止全部返航…',
  cancelTitle: '中止全部返航',
  cancelText: '系统不再发送返航指令：已在返航的继续返航，悬停的继续悬停，由人逐架处理。停飞令仍然有效。',
  cancelSubmit: '中止',
  inForce: '停飞：{{reason}}（{{name}}，{{time}}）',
  collective: '全部返航：{{home}}/{{all}} 架已落地',
  collectiveOver: '全部返航结束：{{home}}/{{all}} 架已落地',
  stuck: '没有一架能安全起步：请手动移开其中一架（改航或就地降落）。',
  behind: '等待 {{numbers}}',
  state: {
    holding: '悬停中',
    waiting: '悬停等待',
    returning: '返航中',
    home: '已落地',
    left_alone: '由人处理',
  },
};
