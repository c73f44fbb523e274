import { never, note, twoPersons } from './preflight-row.ts';

/** What can be wrong with the drone itself. */
export const VEHICLE_ROWS = {
  'preflight.age_heartbeat': never(['No heartbeat', '没有心跳'], ['Restore the link.', '恢复链路。']),
  'preflight.age_landed': never(['No landed state', '没有着陆状态'], ['Restore the link.', '恢复链路。']),
  'preflight.age_position': never(['No position', '没有位置'], ['Wait for a position.', '等待定位。']),
  'preflight.age_battery': never(['No charge reported', '没有电量'], ['Look at the battery.', '检查电池。']),
  'preflight.age_gps': never(
    ['No satellite status', '没有卫星状态'],
    ['Look at the receiver.', '检查接收机。'],
  ),
  'preflight.age_mission': never(['No mission status', '没有任务状态'], ['Restore the link.', '恢复链路。']),
  'preflight.age_health': never(['No self-test', '没有自检状态'], ['Restore the link.', '恢复链路。']),
  'preflight.armed': never(
    ['Armed already', '已经解锁'],
    ['Disarm it and find out who armed it.', '先上锁并查明是谁解锁的。'],
  ),
  'preflight.not_landed': never(
    ['Not on the ground', '不在地面'],
    ['Wait until it has landed.', '等它落地。'],
  ),
  'preflight.not_at_pad': never(
    ['Not on its pad', '不在起飞坪'],
    ['Put it on the planned pad.', '把它放到计划的起飞坪。'],
  ),
  'preflight.prearm': never(
    ['Own check fails', '自检未通过'],
    ['Mend what the drone names.', '按无人机提示处理。'],
  ),
  'preflight.prearm_unjudged': note(
    ['Own check says nothing yet', '自检尚无结论'],
    ['It is asked again before arming.', '解锁前会再次检查。'],
  ),
  'preflight.vehicle_check': never(
    ['The drone refuses', '无人机不予放行'],
    ['Mend what the drone names.', '按无人机提示处理。'],
  ),
  'preflight.vehicle_note': note(['The drone notes', '无人机提示'], ['Read it.', '请阅读。']),
  'preflight.sensors': never(
    ['Sensor unhealthy', '传感器异常'],
    ['Have the sensor looked at.', '检修该传感器。'],
  ),
  'preflight.id_conflict': never(
    ['Two senders, one id', '编号重复'],
    ['Switch the other sender off.', '关闭另一个发送方。'],
  ),
  'preflight.gps_fix': never(
    ['No 3D fix', '没有三维定位'],
    ['Wait with a free view of the sky.', '在开阔处等待。'],
  ),
  'preflight.satellites': never(
    ['Too few satellites', '卫星太少'],
    ['Wait with a free view of the sky.', '在开阔处等待。'],
  ),
  'preflight.gps_quality': never(
    ['Position too rough', '定位精度不足'],
    ['Wait, or move away from walls.', '等待，或远离墙面。'],
  ),
  'preflight.gps_quality_unknown': note(
    ['Accuracy not reported', '未报告定位精度'],
    ['Look at the receiver.', '检查接收机。'],
  ),
  'preflight.gnss_integrity': never(
    ['Jamming or spoofing', '卫星信号干扰或欺骗'],
    ['Do not fly; report it.', '不得起飞，并上报。'],
  ),
  'preflight.gnss_mitigated': twoPersons(
    ['Jamming mitigated', '干扰已被抑制'],
    ['Find the source first.', '先查明干扰源。'],
  ),
  'preflight.battery': never(
    ['Charge too low', '电量不足'],
    ['Change the battery and plan again.', '更换电池并重新规划。'],
  ),
  'preflight.battery_grounded': never(
    ['Pack is grounded', '电池已停飞'],
    ['Put another pack in.', '更换另一块电池。'],
  ),
  'preflight.maintenance_due': never(
    ['Service is due', '须先保养'],
    ['Take another drone; have this one serviced.', '换一架无人机，并安排保养。'],
  ),
  'preflight.firmware': never(
    ['Firmware not allowed', '固件不在许可清单'],
    ['Install an allowed firmware.', '安装许可的固件。'],
  ),
  'preflight.firmware_unknown': never(
    ['Firmware not known', '固件版本未知'],
    ['Wait until it has told its version.', '等待无人机报告版本。'],
  ),
  'preflight.clock_skew': twoPersons(
    ['Clocks differ', '时钟不一致'],
    ['Find out which clock is wrong.', '查明哪个时钟有误。'],
  ),
  'preflight.clock_rate': never(
    ['Its clock runs at another rate', '时钟快慢异常'],
    ['Do not fly: its timers cannot be trusted.', '不得起飞：机上定时不可信。'],
    'note',
  ),
  'preflight.clock_unknown': note(
    ['Clock not compared', '时钟尚未比对'],
    ['Wait some seconds.', '稍候片刻。'],
  ),
  'preflight.link_quality': twoPersons(
    ['Link is poor', '链路质量差'],
    ['Look at antennas, or use another link.', '检查天线，或改用其他链路。'],
  ),
  'preflight.link_single': note(
    ['One link only', '只有一条链路'],
    ['A second link helps.', '建议增加一条链路。'],
  ),
  'preflight.signing_refused': never(
    ['Signature refused', '签名被拒'],
    ['Give the drone its key again.', '重新为无人机装入密钥。'],
  ),
  'preflight.signing_foreign': never(
    ['Signed with a foreign key', '使用了他方密钥'],
    ['Remove the foreign key.', '清除他方密钥。'],
  ),
  'preflight.signing_unproven': twoPersons(
    ['Signature not proven', '签名未证实'],
    ['Wait, or give the key again.', '稍候，或重新装入密钥。'],
  ),
  'preflight.unsigned': twoPersons(
    ['Unsigned on an open link', '开放链路上未签名'],
    ['Give the drone a key.', '为无人机装入密钥。'],
    'note',
  ),
  'preflight.unsigned_trusted': note(
    ['Unsigned on a trusted link', '可信链路上未签名'],
    ['Give the drone a key.', '为无人机装入密钥。'],
  ),
} as const;
