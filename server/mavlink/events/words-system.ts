/** Arming checks of mode, mission, fence, battery, links and the whole. One row each: name | types of its arguments | English | Chinese. */
export const SYSTEM_CHECKS = `
check_armable_configuration | - | The vehicle is set to its safety configuration | 无人机处于安全配置，不允许解锁
check_avionics_power_redundancy | uint8_t uint8_t | {3} power supplies, {4} are required | 供电 {3} 路，需要 {4} 路
check_battery_low | - | Battery is low | 电池电量低
check_battery_critical | - | Battery is critical | 电池电量严重不足
check_battery_emergency | - | Battery is at emergency level | 电池电量已到紧急水平
check_battery_rem_flight_time_low | - | Too little flight time is left | 剩余飞行时间不足
check_daa_conflict | - | Air traffic nearby is in conflict | 与附近空中交通冲突
check_external_modes_unavailable | - | The external flight mode is not registered | 外部飞行模式未注册
check_external_modes_unresponsive | - | The external flight mode does not respond | 外部飞行模式无响应
check_failure_detector_alt | - | Loss of height was detected | 检测到异常掉高
check_failure_detector_ext | - | An external system triggered the failure detector | 外部系统触发了故障保护
check_failure_detector_pitch | - | Pitch failure was detected | 检测到俯仰姿态失控
check_failure_detector_roll | - | Roll failure was detected | 检测到横滚姿态失控
check_flight_time_limit | - | Maximum flight time is reached | 已达最长飞行时间
check_gf_no_home | - | The fence wants a return, but there is no home position | 围栏动作为返航，但没有返航点
check_gf_violation_custom_gf | - | Outside of the fence, or close to its border | 在围栏外或过于靠近围栏
check_gf_violation_max_alt | - | Above the fence’s maximum height | 超过围栏最大高度
check_gf_violation_max_hor_dist | - | Beyond the fence’s maximum distance from home | 超过围栏最大距离
check_man_control_kill_engaged | - | The kill switch is on | 急停开关已打开
check_man_control_landing_gear_up | - | The landing gear switch is up | 起落架开关处于收起位置
check_man_control_rtl_engaged | - | The return switch is on | 返航开关已打开
check_missing_fmu_sdcard | - | No memory card in the autopilot | 飞控没有存储卡
check_mission_failure | - | The mission cannot be completed | 任务无法完成
check_modes_angular_velocity | - | Angular rates are not valid | 角速度无效
check_modes_attitude | - | No valid attitude yet | 姿态估计无效
check_modes_cannot_takeoff | - | This flight mode cannot be armed in | 当前飞行模式不能解锁
check_modes_global_pos | - | No valid satellite position | 没有有效的全球定位
check_modes_home_position | - | Home position is not set | 返航点未设定
check_modes_local_alt | - | No valid height | 没有有效的高度估计
check_modes_local_pos | - | No valid position | 没有有效的位置估计
check_modes_manual_control | - | No remote control | 没有遥控器信号
check_modes_mission | - | No valid mission aboard | 机上没有有效任务
check_modes_offboard_no_attitude | - | Offboard control needs an attitude estimate | 外部控制需要姿态估计
check_modes_offboard_no_local_position | - | Offboard control needs a position | 外部控制需要位置估计
check_modes_offboard_no_local_velocity | - | Offboard control needs a speed estimate | 外部控制需要速度估计
check_modes_offboard_signal_lost | - | No offboard control signal | 没有外部控制信号
check_navigator_failure_hagl | - | A waypoint lies above the maximum height | 航点超过最大离地高度
check_rally_point_missing | - | No rally point is set | 未设定备降点
check_rc_dl_no_dllink | - | No connection to a ground station | 与地面站没有连接
check_rc_max_too_high | uint8_t uint16_t | Remote control channel {3}: maximum above {4} | 遥控通道 {3}：最大值高于 {4}
check_rc_min_too_small | uint8_t uint16_t | Remote control channel {3}: minimum below {4} | 遥控通道 {3}：最小值低于 {4}
check_rc_trim_too_high | uint8_t int16_t int16_t | Remote control channel {3}: trim {4} above maximum {5} | 遥控通道 {3}：中位 {4} 高于最大值 {5}
check_rc_trim_too_small | uint8_t int16_t int16_t | Remote control channel {3}: trim {4} below minimum {5} | 遥控通道 {3}：中位 {4} 低于最小值 {5}
check_system_arm_auth_failed | - | The authority for arming says no | 解锁授权被拒绝
check_system_flight_term_active | - | Flight termination is active | 飞行终止已激活
check_system_no_global_pos | - | A satellite position is required | 需要全球定位
check_system_no_home_pos | - | A home position is required | 需要返航点
check_system_safety_button | - | Press the safety button on the drone | 请先按下机上安全按钮
check_system_uavcan_fw_update_pending | - | A device on the CAN bus is being updated | CAN 设备固件升级中
check_system_usb_connected | - | USB cable is connected: unplug it | USB 线已连接，请拔下
check_system_vtol_in_fw_mode | - | Not in multicopter mode | 不在多旋翼模式
check_system_vtol_in_transition | - | In transition between hover and cruise | 正在模式转换
check_vtol_fixed_wing_system_failure | - | Fixed-wing system failed: find the cause, then restart the drone | 固定翼系统故障：查明原因后重启
`;

/** Health of power, motors, storage and equipment. */
export const SYSTEM_HEALTH = `
check_avionics_power_high | float float | Avionics voltage is too high: {3:.2} V | 航电电压过高：{3:.2} V
check_avionics_power_low | float float | Avionics voltage is too low: {3:.2} V | 航电电压过低：{3:.2} V
check_avionics_power_missing | - | No power module | 未接电源模块
check_battery_disconnected | uint8_t | Battery {3} is disconnected | 电池 {3} 已断开
check_battery_fault | uint8_t battery_fault_reason_t suggested_action_t | Battery {3}: {4}. {5} | 电池 {3}：{4}。{5}
check_battery_missing | uint8_t | Battery {3} is missing | 缺少电池 {3}
check_battery_unhealthy | - | Battery is unhealthy | 电池状态异常
check_companion_computer_temperature_high | int8_t | The onboard computer is hot: {3} °C | 机载计算机温度高：{3} °C
check_cpuload_too_high | float | Processor load is too high: {3:.1}% | 处理器负载过高：{3:.1}%
check_ram_usage_too_high | float | Memory use is too high: {3:.1}% | 内存占用过高：{3:.1}%
check_missing_cpuload | - | No word of processor and memory load | 没有处理器和内存负载信息
check_missing_system_power | - | No word of the system’s power | 没有系统供电信息
check_power_oc_hipower | - | Overcurrent at the 5 V supply (high power) | 5V 大功率供电过流
check_power_oc_periph | - | Overcurrent at the 5 V supply (peripherals) | 5V 外设供电过流
check_esc_over_temperature | uint8_t uint8_t | Motor controller {3} is hot: {4:C} | 电调 {3} 温度高：{4:C}
check_escs_not_all_armed | - | Not all motor controllers are armed | 部分电调未解锁
check_escs_offline | uint8_t | Motor controller {3} does not answer | 电调 {3} 离线
check_escs_telem_missing | - | Motor controllers send no telemetry | 没有电调遥测
check_failure_detector_arm_esc | uint8_t esc_fault_reason_t suggested_action_t | Motor controller {3}: {4}. {5} | 电调 {3}：{4}。{5}
check_failure_detector_imbalanced_prop | - | A propeller is out of balance: inspect them | 螺旋桨不平衡，请检查
check_motor_overcurrent | uint8_t | Motor {3} draws too much current | 电机 {3} 过流
check_motor_undercurrent | uint8_t | Motor {3} draws too little current | 电机 {3} 电流过小
check_hardfault_present | - | Crash dumps on the memory card: have the autopilot looked at | 存储卡上有崩溃记录，请检修飞控
check_task_watchdog_present | - | Watchdog dumps on the memory card: have the autopilot looked at | 存储卡上有看门狗记录，请检修飞控
check_open_drone_id_missing | - | Remote identification does not answer | 远程识别设备无响应
check_open_drone_id_unhealthy | - | Remote identification is not ready | 远程识别设备未就绪
check_parachute_missing | - | Parachute does not answer | 降落伞系统无响应
check_parachute_unhealthy | - | Parachute is not ready | 降落伞系统未就绪
check_traffic_avoidance_missing | - | Traffic receiver does not answer | 空中交通避让设备无响应
`;
