/** Arming checks of sensors and estimator; `{3}` is the first argument after modes and component. One row each: name | types of its arguments | English | Chinese. */
export const SENSOR_CHECKS = `
check_accel_not_calibrated | uint8_t | Accelerometer {3} is not calibrated | 加速度计 {3} 未校准
check_gyro_not_calibrated | uint8_t | Gyroscope {3} is not calibrated | 陀螺仪 {3} 未校准
check_mag_not_calibrated | uint8_t | Compass {3} is not calibrated | 磁罗盘 {3} 未校准
check_mag_consistency | int16_t | Compasses differ by {3}°: move away from metal or calibrate | 磁罗盘之间相差 {3}°：请远离金属或重新校准
check_mag_fault | uint8_t | Position estimate faulty because of compass {3} | 磁罗盘 {3} 使导航估计出错
check_mag_sys_has_mag_missing | uint8_t uint8_t | {3} compasses found, {4} are required | 找到 {3} 个磁罗盘，需要 {4} 个
check_imu_accel_inconsistent | uint8_t float float | Accelerometer {3} disagrees with the others | 加速度计 {3} 与其他加速度计不一致
check_imu_gyro_inconsistent | uint8_t float float | Gyroscope {3} disagrees with the others | 陀螺仪 {3} 与其他陀螺仪不一致
check_airspeed_too_high | float float | Airspeed reads too high on the ground | 地面空速读数过高
check_estimator_missing_data | - | Navigation is still starting up: wait | 导航估计尚在启动，请稍候
check_estimator_heading_no_source | - | No heading reference (compass or dual GNSS) | 没有航向来源（磁罗盘或双天线）
check_estimator_heading_not_stable | - | Heading is not settled | 航向估计不稳定
check_estimator_hgt_not_stable | - | Height is not settled | 高度估计不稳定
check_estimator_hor_pos_not_stable | - | Horizontal position is not settled | 水平位置估计不稳定
check_estimator_hor_vel_not_stable | - | Horizontal speed is not settled | 水平速度估计不稳定
check_estimator_vert_vel_not_stable | - | Vertical speed is not settled | 垂直速度估计不稳定
check_estimator_low_position_accuracy | - | Position is known only roughly | 位置精度低
check_estimator_high_accel_bias | uint8_t float float float | Accelerometer {3} has a large bias: calibrate, or let it warm up | 加速度计偏差过大：请校准或等待升温
check_estimator_high_gyro_bias | uint8_t float float float | Gyroscope has a large bias: keep the drone still or calibrate | 陀螺仪偏差过大：请保持静止或校准
check_estimator_mag_fault | - | The compass is no longer used: its readings do not fit | 磁罗盘读数异常，已停用
check_estimator_mag_interference | float float float float | Strong magnetic interference: move the drone | 强磁场干扰：请移动无人机
check_estimator_gnss_fault | - | Heading from satellites is not reliable | 卫星航向不可靠
check_estimator_gps_fix_too_low | - | Satellite fix is not good enough yet | 卫星定位尚未达到要求
check_estimator_gps_generic | - | Satellite positioning is of poor quality | 卫星定位质量差
check_estimator_gps_hor_pos_drift_too_high | - | Satellite position drifts horizontally | 卫星定位水平漂移过大
check_estimator_gps_hor_pos_err_too_high | - | Satellite position is too inaccurate horizontally | 卫星定位水平误差过大
check_estimator_gps_hor_speed_drift_too_high | - | Satellite speed drifts horizontally | 卫星测速水平漂移过大
check_estimator_gps_vert_pos_drift_too_high | - | Satellite height drifts | 卫星定位高度漂移过大
check_estimator_gps_vert_pos_err_too_high | - | Satellite height is too inaccurate | 卫星定位高度误差过大
check_estimator_gps_vert_speed_drift_too_high | - | Satellite climb rate drifts | 卫星测速垂直漂移过大
check_estimator_gps_speed_acc_too_low | - | Satellite speed is too inaccurate | 卫星测速精度不足
check_estimator_gps_pdop_too_high | - | Satellites stand badly (PDOP too high) | 卫星几何分布差（PDOP 过高）
check_estimator_gps_num_sats_too_low | - | Too few satellites | 卫星数量不足
check_estimator_gps_not_fusing | - | Satellite positions are not used for navigation | 导航未采用卫星定位
check_estimator_gps_jammed | - | Satellite signals are jammed | 卫星信号受干扰
check_estimator_gps_jamming_critical | - | Jamming of satellite signals detected | 检测到卫星信号干扰
check_estimator_gps_spoofed | - | Satellite signals are spoofed | 卫星信号受欺骗
check_wind_too_high | float | Wind {3:.1m/s} is above the limit | 风速 {3:.1m/s} 超过上限
`;

/** Health of sensors. */
export const SENSOR_HEALTH = `
check_accel_missing | uint8_t | Accelerometer {3} is missing | 缺少加速度计 {3}
check_accel_no_data | uint8_t | Accelerometer {3} gives no valid data | 加速度计 {3} 没有有效数据
check_gyro_missing | uint8_t | Gyroscope {3} is missing | 缺少陀螺仪 {3}
check_gyro_no_data | uint8_t | Gyroscope {3} gives no valid data | 陀螺仪 {3} 没有有效数据
check_mag_missing | uint8_t | Compass {3} is missing | 缺少磁罗盘 {3}
check_mag_no_data | uint8_t | Compass {3} gives no valid data | 磁罗盘 {3} 没有有效数据
check_baro_missing | uint8_t | Barometer {3} is missing | 缺少气压计 {3}
check_baro_no_data | uint8_t | Barometer {3} gives no valid data | 气压计 {3} 没有有效数据
check_airspeed_invalid | - | Airspeed is not valid | 空速无效
check_airspeed_no_data | - | No airspeed data | 没有空速数据
check_distance_sensor_invalid | uint8_t | Distance sensor {3} gives no valid data | 测距传感器 {3} 没有有效数据
check_distance_sensor_missing | uint8_t | Distance sensor {3} is missing | 缺少测距传感器 {3}
check_optical_flow_sensor_invalid | - | Optical flow sensor gives no valid data | 光流传感器没有有效数据
check_optical_sensor_missing | - | Optical flow sensor is missing | 缺少光流传感器
check_gnss_receiver_no_fix | uint8_t | GNSS receiver {3} has lost its fix | 卫星接收机 {3} 失去定位
check_gnss_receiver_offline | uint8_t | GNSS receiver {3} does not answer | 卫星接收机 {3} 无响应
check_gps_position_divergence | float | The GNSS receivers disagree by {3:.1m} | 卫星接收机之间相差 {3:.1m}
`;
