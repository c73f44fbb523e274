import type { Scalar } from './catalog.ts';

type Choices = {
  readonly type: Scalar;
  readonly isBitfield: boolean;
  /** By value: name, English, Chinese. */
  readonly entries: Readonly<Record<number, readonly [name: string, en: string, zh: string]>>;
};

/** Places in HealthAndArmingChecks' bit fields, lowest bit first; component 0 is none. */
const COMPONENTS: readonly (readonly [name: string, en: string, zh: string])[] = [
  ['none', 'none', '无'],
  ['absolute_pressure', 'barometer', '气压计'],
  ['differential_pressure', 'airspeed sensor', '空速计'],
  ['gps', 'GNSS', '卫星定位'],
  ['optical_flow', 'optical flow', '光流'],
  ['vision_position', 'vision position', '视觉定位'],
  ['distance_sensor', 'distance sensor', '测距'],
  ['remote_control', 'remote control', '遥控器'],
  ['motors_escs', 'motors', '电机电调'],
  ['utm', 'UTM', '空管接口'],
  ['logging', 'logging', '日志'],
  ['battery', 'battery', '电池'],
  ['communication_links', 'links', '通信链路'],
  ['rate_controller', 'rate control', '角速度控制'],
  ['attitude_controller', 'attitude control', '姿态控制'],
  ['position_controller', 'position control', '位置控制'],
  ['attitude_estimate', 'attitude', '姿态估计'],
  ['local_position_estimate', 'local position', '本地位置估计'],
  ['mission', 'mission', '任务'],
  ['avoidance', 'avoidance', '避障'],
  ['system', 'system', '系统'],
  ['camera', 'camera', '相机'],
  ['gimbal', 'gimbal', '云台'],
  ['payload', 'payload', '载荷'],
  ['global_position_estimate', 'global position', '全球位置估计'],
  ['storage', 'storage', '存储'],
  ['parachute', 'parachute', '降落伞'],
  ['magnetometer', 'compass', '磁罗盘'],
  ['accel', 'accelerometer', '加速度计'],
  ['gyro', 'gyroscope', '陀螺仪'],
  ['open_drone_id', 'remote identification', '远程识别'],
  ['traffic_avoidance', 'traffic receiver', '空中交通避让'],
];

const list = (...entries: readonly (readonly [string, string])[]): Choices => ({
  type: 'uint8_t',
  isBitfield: false,
  entries: Object.fromEntries(entries.map(([en, zh], value) => [value, [en, en, zh]])),
});

/** Enumerations of PX4 1.18's events that our sentences name, and the two bit fields of the arming report. */
export const ENUM_WORDS: Readonly<Record<string, Choices>> = {
  health_component_t: {
    type: 'uint32_t',
    isBitfield: true,
    entries: Object.fromEntries(COMPONENTS.map((words, bit) => [2 ** bit, words])),
  },
  navigation_mode_group_t: { type: 'uint32_t', isBitfield: true, entries: {} },
  failsafe_action_t: list(
    ['', ''],
    ['warning', '警告'],
    ['position mode', '转为位置模式'],
    ['altitude mode', '转为定高模式'],
    ['stabilised mode', '转为增稳模式'],
    ['hold', '悬停'],
    ['return', '返航'],
    ['land', '降落'],
    ['descend', '下降'],
    ['disarm', '上锁'],
    ['terminate', '终止飞行'],
  ),
  failsafe_cause_t: list(
    ['', ''],
    ['remote control lost', '遥控器失联'],
    ['ground station lost', '地面站失联'],
    ['battery low', '电量低'],
    ['battery critical', '电量严重不足'],
    ['battery at emergency level', '电量紧急'],
    ['little flight time left', '剩余飞行时间少'],
  ),
  arm_disarm_reason_t: {
    type: 'uint8_t',
    isBitfield: false,
    entries: {
      1: ['stick_gesture', 'stick gesture', '摇杆手势'],
      2: ['rc_switch', 'remote control switch', '遥控器开关'],
      3: ['command_internal', 'internal command', '内部指令'],
      4: ['command_external', 'command', '外部指令'],
      5: ['mission_start', 'mission start', '任务开始'],
      6: ['landing', 'landing', '着陆'],
      7: ['preflight_inaction', 'no take-off in time', '未及时起飞'],
      8: ['kill_switch', 'kill switch', '急停开关'],
      13: ['rc_button', 'remote control button', '遥控器按键'],
      14: ['failsafe', 'failsafe', '失效保护'],
    },
  },
  suggested_action_t: list(['', ''], ['Land now!', '请立即降落！'], ['Reduce throttle!', '请减小油门！']),
  sensor_type_t: list(['accelerometer', '加速度计'], ['gyroscope', '陀螺仪'], ['compass', '磁罗盘']),
  battery_fault_reason_t: list(
    ['deep discharged', '已过度放电'],
    ['voltage spikes', '电压尖峰'],
    ['cells have failed', '电芯损坏'],
    ['over-current', '过流'],
    ['critical temperature', '温度达到危险值'],
    ['too cold', '温度过低'],
    ['voltages differ: use equally charged batteries', '电压不一致，请使用同电量电池'],
    ['its firmware does not fit', '固件不兼容'],
    ['this model is not supported', '型号不受支持'],
    ['hardware problem', '硬件故障'],
    ['did not arm', '未能解锁'],
  ),
  esc_fault_reason_t: list(
    ['over-current', '过流'],
    ['over-voltage', '过压'],
    ['motor at critical temperature', '电机温度达到危险值'],
    ['motor too fast', '电机转速过高'],
    ['invalid control command', '控制指令无效'],
    ['motor stalled', '电机堵转'],
    ['hardware failure', '硬件故障'],
    ['motor over-heating', '电机过热'],
    ['over-heating', '过热'],
    ['critical temperature', '温度达到危险值'],
  ),
  navigation_mode_t: {
    type: 'uint8_t',
    isBitfield: false,
    entries: {
      0: ['manual', 'Manual', '手动'],
      1: ['altctl', 'Altitude', '定高'],
      2: ['posctl', 'Position', '位置'],
      3: ['auto_mission', 'Mission', '任务'],
      4: ['auto_loiter', 'Hold', '悬停'],
      5: ['auto_rtl', 'Return', '返航'],
      6: ['acro', 'Acro', '特技'],
      7: ['offboard', 'Offboard', '外部控制'],
      8: ['stab', 'Stabilised', '增稳'],
      10: ['auto_takeoff', 'Take-off', '起飞'],
      11: ['auto_land', 'Land', '降落'],
      13: ['auto_precland', 'Precision landing', '精准降落'],
      26: ['descend', 'Descend', '下降'],
    },
  },
};
