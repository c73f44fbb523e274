/** What happens on the ground and in flight; `{1}` is the first argument. One row each: name | types of its arguments | English | Chinese. */
export const FLIGHT_WORDS = `
commander_armed_by | arm_disarm_reason_t | Armed by {1} | 已解锁：{1}
commander_disarmed_by | arm_disarm_reason_t | Disarmed by {1} | 已上锁：{1}
commander_arm_denied_calibrating | - | Arming denied: calibration is running | 拒绝解锁：正在校准
commander_arm_denied_resolve_failures | - | Arming denied: its own checks fail | 拒绝解锁：自身检查未通过
commander_arm_denied_throttle_unsafe | - | Arming denied: throttle is not at zero | 拒绝解锁：油门不在安全位置
commander_disarm_denied_not_landed | - | Disarming denied: not landed | 拒绝上锁：尚未着陆
commander_takeoff_detected | - | Take-off detected | 检测到起飞
commander_landing_detected | - | Landing detected | 检测到着陆
commander_landing_current_pos | - | Landing where it is | 在当前位置降落
commander_landing_prec_land | - | Precision landing | 精准降落
commander_rtl | - | Returning to launch | 正在返航
commander_mission_start_denied_no_mission | - | Mission start denied: no valid mission | 拒绝开始任务：没有有效任务
commander_modeswitch_not_avail | uint32_t navigation_mode_t | Mode “{2}” is not possible now | 当前不能切换到“{2}”模式
commander_mode_fallback_internal | - | External mode does not respond: internal mode takes over | 外部模式无响应，改用内部模式
commander_failsafe_enter | uint32_t failsafe_action_t failsafe_cause_t | Failsafe, {3}: {2} | 失效保护（{3}）：{2}
commander_failsafe_enter_generic | uint32_t failsafe_action_t | Failsafe: {2} | 失效保护：{2}
commander_failsafe_enter_hold | uint32_t failsafe_action_t uint16_t failsafe_cause_t | Failsafe, {4}: {2} in {3} s | 失效保护（{4}）：{3} 秒后{2}
commander_failsafe_enter_generic_hold | uint32_t failsafe_action_t uint16_t | Failsafe: {2} in {3} s | 失效保护：{3} 秒后{2}
commander_failsafe_enter_autopilot_disengaged | uint32_t failsafe_action_t | Failsafe: autopilot disengaged, {2} | 失效保护：自动驾驶已退出，{2}
commander_failsafe_enter_warn | uint32_t failsafe_cause_t | Failsafe warning: {2} | 失效保护警告：{2}
commander_failsafe_enter_generic_warn | uint32_t | Failsafe warning | 失效保护警告
commander_failsafe_enter_low_bat | - | Battery low: return advised | 电量低：建议返航
commander_failsafe_enter_crit_bat_warn | - | Battery critical: land now | 电量严重不足：请立即降落
commander_failsafe_enter_crit_low_bat_warn | - | Battery at emergency level: land immediately | 电量紧急：必须马上降落
commander_failsafe_enter_low_flight_time_warn | - | Little flight time left: return advised | 剩余飞行时间少：建议返航
commander_low_bat_shutdown | - | Battery dangerously low: it shuts down | 电量极低，系统关机
commander_max_flight_time_warning_minutes | int16_t | Maximum flight time is near: it returns in {1} min | 接近最长飞行时间：{1} 分钟后返航
commander_max_flight_time_warning_seconds | int16_t | Maximum flight time is near: it returns in {1} s | 接近最长飞行时间：{1} 秒后返航
commander_gcs_lost | - | It no longer hears the ground station | 与地面站失去联系
commander_dl_regained | - | It hears the ground station again | 与地面站恢复联系
commander_rc_lost | - | Remote control lost | 遥控器失联
commander_rc_regained | float | Remote control regained after {1:.1} s | 遥控器 {1:.1} 秒后恢复
commander_rc_override | - | A pilot took over with the sticks | 飞手已用摇杆接管
failsafe_rc_override | - | A pilot took over with the sticks | 飞手已用摇杆接管
commander_rc_loss_hold_no_failsafe | - | Remote control lost: it holds | 遥控器失联：悬停
commander_remote_id_lost | - | Remote identification lost | 远程识别失联
commander_open_drone_id_regained | - | Remote identification is back | 远程识别已恢复
commander_parachute_regained | - | Parachute is back | 降落伞系统已恢复
commander_traffic_avoidance_lost | - | Traffic receiver lost | 空中交通避让设备失联
commander_traffic_avoidance_regained | - | Traffic receiver is back | 空中交通避让设备已恢复
commander_kill_sw_engaged | - | Kill switch is on | 急停已打开
commander_kill_sw_disengaged | - | Kill switch is off | 急停已解除
commander_load_param_failed | - | Settings could not be read | 参数读取失败
commander_save_param_failed | - | Settings could not be stored | 参数保存失败
commander_unsupported_auto_mode | - | It does not have that mode | 不支持该模式
check_above_wind_limits_warning | float | Wind {1:.1m/s} is above the limit: landing advised | 风速 {1:.1m/s} 超限：建议降落
check_high_wind_warning | float | Strong wind {1:.1m/s}: landing advised | 风速 {1:.1m/s} 较大：建议降落
check_estimator_gnss_warning_jamming | - | Satellite signals are jammed | 卫星信号受干扰
check_estimator_gnss_warning_spoofing | - | Satellite signals are spoofed | 卫星信号受欺骗
check_estimator_gnss_fusion_started | - | Satellite positions are used | 开始使用卫星定位
check_estimator_gnss_fusion_stopped | - | Satellite positions are no longer used | 停止使用卫星定位
check_estimator_position_failure_imminent | - | Position error is close to the failsafe limit | 位置误差接近保护阈值
check_power_oc_report | - | Overcurrent at 5 V: landing advised | 5V 供电过流：建议降落
mission_execute | - | Flying the mission | 正在执行任务
mission_finished | - | Mission finished, landed | 任务完成，已着陆
mission_finished_loiter | - | Mission finished, holding | 任务完成，正在悬停
mission_not_valid_loiter | - | No valid mission: holding | 没有有效任务：悬停
mission_not_valid_refuse | - | No valid mission: take-off refused | 没有有效任务：拒绝起飞
navigator_geofence_invalid_against_cur_pos | - | The fence does not contain the drone’s position | 围栏不包含当前位置
navigator_geofence_invalid_against_home | - | The fence does not contain home | 围栏不包含返航点
navigator_mis_first_wp_far | uint32_t | First waypoint is far from home: {1m} | 首个航点离返航点很远：{1m}
navigator_mis_geofence_no_home | - | Fence checks need a home position | 围栏检查需要返航点
navigator_mis_geofence_violation | int16_t | Waypoint {1} violates the fence | 航点 {1} 越出围栏
navigator_mis_invalid_land | - | Mission rejected: landing is not valid | 任务被拒：降落段无效
navigator_mis_land_missing | - | Mission rejected: landing is missing | 任务被拒：缺少降落
navigator_mis_takeoff_missing | - | Mission rejected: take-off is missing | 任务被拒：缺少起飞
navigator_mis_takeoff_or_land_missing | - | Mission rejected: take-off or landing is missing | 任务被拒：缺少起飞或降落
navigator_mis_takeoff_too_low | float | Mission rejected: take-off height below {1:.1m} | 任务被拒：起飞高度低于 {1:.1m}
navigator_mis_no_home_rel_alt | int16_t | Mission rejected: waypoint {1} needs a home position | 任务被拒：航点 {1} 需要返航点
navigator_mis_starts_w_landing | - | Mission rejected: it starts with a landing | 任务被拒：以降落开始
navigator_mis_unsup_cmd | uint16_t uint16_t | Mission rejected: item {1} has the unknown command {2} | 任务被拒：第 {1} 项命令 {2} 不支持
navigator_mis_vtol_items | - | Mission rejected: it is for a VTOL | 任务被拒：包含垂起机型项目
navigator_reposition_outside_geofence | - | That place is outside of the fence | 目标位置在围栏外
navigator_terrain_collision_risk | - | Ground is close: descent stopped | 有触地风险：停止下降
mavlink_mission_sync_timeout | - | Plan transfer timed out | 任务传输超时
rtl_completed_loiter | - | Return completed, holding | 返航完成，正在悬停
rtl_land_at_destination | - | Return: landing at its destination | 返航：在目的地降落
rtl_avoiding_geofence | - | Return: going around the fence | 返航：绕开围栏
vrtl_return_at | int32_t int32_t | Return: at {1m} AMSL, {2m} above its destination | 返航：海拔 {1m}，高于目的地 {2m}
sensor_failover | sensor_type_t uint8_t uint16_t | {1} {2} failed: the next one is used | {1} {2} 故障，已切换
logger_storage_full | uint32_t | Log storage is full: {1} MiB left | 日志存储已满：剩 {1} MiB
vehicle_imu_accel_clipping | uint8_t | Accelerometer {1} saturates: not safe to fly | 加速度计 {1} 饱和：不宜飞行
vehicle_imu_gyro_clipping | uint8_t | Gyroscope {1} saturates: not safe to fly | 陀螺仪 {1} 饱和：不宜飞行
`;
