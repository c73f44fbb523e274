type Words = { readonly en: string; readonly zh: string };

/** Names of MAV_SYS_STATUS_SENSOR, as SYS_STATUS tells what is unhealthy. */
const WORDS: Readonly<Record<string, Words>> = {
  SENSOR_3D_GYRO: { en: 'gyroscope', zh: '陀螺仪' },
  SENSOR_3D_ACCEL: { en: 'accelerometer', zh: '加速度计' },
  SENSOR_3D_MAG: { en: 'compass', zh: '磁罗盘' },
  SENSOR_ABSOLUTE_PRESSURE: { en: 'barometer', zh: '气压计' },
  SENSOR_DIFFERENTIAL_PRESSURE: { en: 'airspeed sensor', zh: '空速计' },
  SENSOR_GPS: { en: 'satellite positioning', zh: '卫星定位' },
  SENSOR_OPTICAL_FLOW: { en: 'optical flow', zh: '光流' },
  SENSOR_VISION_POSITION: { en: 'vision position', zh: '视觉定位' },
  SENSOR_LASER_POSITION: { en: 'distance sensor', zh: '测距' },
  SENSOR_EXTERNAL_GROUND_TRUTH: { en: 'external position', zh: '外部定位' },
  SENSOR_ANGULAR_RATE_CONTROL: { en: 'rate control', zh: '角速度控制' },
  SENSOR_ATTITUDE_STABILIZATION: { en: 'attitude control', zh: '姿态控制' },
  SENSOR_YAW_POSITION: { en: 'heading', zh: '航向' },
  SENSOR_Z_ALTITUDE_CONTROL: { en: 'height control', zh: '高度控制' },
  SENSOR_XY_POSITION_CONTROL: { en: 'position control', zh: '位置控制' },
  SENSOR_MOTOR_OUTPUTS: { en: 'motors', zh: '电机' },
  SENSOR_RC_RECEIVER: { en: 'remote control receiver', zh: '遥控接收机' },
  SENSOR_3D_GYRO2: { en: 'second gyroscope', zh: '第二陀螺仪' },
  SENSOR_3D_ACCEL2: { en: 'second accelerometer', zh: '第二加速度计' },
  SENSOR_3D_MAG2: { en: 'second compass', zh: '第二磁罗盘' },
  GEOFENCE: { en: 'fence', zh: '围栏' },
  AHRS: { en: 'attitude and heading', zh: '姿态航向' },
  TERRAIN: { en: 'terrain', zh: '地形' },
  REVERSE_MOTOR: { en: 'motors run backwards', zh: '电机反转' },
  LOGGING: { en: 'logging', zh: '日志记录' },
  SENSOR_BATTERY: { en: 'battery', zh: '电池' },
  SENSOR_PROXIMITY: { en: 'proximity sensor', zh: '接近传感器' },
  SENSOR_SATCOM: { en: 'satellite link', zh: '卫星链路' },
  PREARM_CHECK: { en: 'check before arming', zh: '解锁检查' },
  OBSTACLE_AVOIDANCE: { en: 'obstacle avoidance', zh: '避障' },
  SENSOR_PROPULSION: { en: 'propulsion', zh: '动力系统' },
};

/** Names of sensors as one list in each language; a name that is not known stays as it is. */
export const sensorWords = (names: readonly string[]): Words => ({
  en: names.map((name) => WORDS[name]?.en ?? name).join(', '),
  zh: names.map((name) => WORDS[name]?.zh ?? name).join('、'),
});
