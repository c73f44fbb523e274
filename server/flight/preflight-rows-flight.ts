import { never, note, twoPersons } from './preflight-row.ts';

/** What can be wrong with plan, load, places and weather, and what the dispatcher has to say. */
export const FLIGHT_ROWS = {
  'plan.input': never(['Cannot be planned', '无法规划'], ['Correct the input.', '更正输入。']),
  'plan.span': never(['Pads too far apart', '两坪太远'], ['Choose another pad.', '改选起降坪。']),
  'plan.no_route': never(['No route', '没有航线'], ['Send it by road.', '改走陆路。']),
  'plan.pad_blocked': never(
    ['Pad in a closed zone', '起降坪在禁区'],
    ['Choose another pad.', '改选起降坪。'],
  ),
  'plan.outside_region': never(
    ['Pad outside the data', '起降坪超出数据范围'],
    ['Import airspace data.', '导入空域数据。'],
  ),
  'plan.airspace_incomplete': never(
    ['Airspace data incomplete', '空域数据不全'],
    ['Import it again.', '重新导入。'],
  ),
  'plan.pad_unsurveyed': twoPersons(
    ['Pad not surveyed', '起降坪未实测'],
    ['Have the pad surveyed.', '安排实测。'],
    'note',
  ),
  'plan.flat_terrain': note(['No terrain model', '没有地形模型'], ['Mind the heights.', '注意高度。']),
  'plan.terrain_unknown': note(
    ['Ground partly unknown', '部分地面高程未知'],
    ['Mind the heights.', '注意高度。'],
  ),
  'plan.terrain_missing': never(
    ['No terrain model', '没有地形模型'],
    ['Give an elevation file.', '提供高程文件。'],
  ),
  'plan.fence_invalid': never(['Fence cannot be held', '围栏无效'], ['Plan again.', '重新规划。']),
  'plan.fence_open': never(
    ['Fence does not hold the route', '围栏不能包住航线'],
    ['Plan again.', '重新规划。'],
  ),
  'plan.payload': never(['Too heavy', '超重'], ['Split the load.', '分两次运送。']),
  // Weather has rows of its own.
  'plan.wind_unknown': note(
    ['Planned for calm air', '按无风规划'],
    ['See the weather report.', '参见天气报告。'],
  ),
  'plan.wind': never(
    ['Too much wind for the plan', '风超过规划限值'],
    ['Wait, or send it by road.', '等待，或改走陆路。'],
  ),
  'plan.no_headway': never(['No headway', '无法前进'], ['Wait for less wind.', '等风减弱。']),
  'plan.out_of_range': never(['Out of range', '超出航程'], ['Change the battery.', '更换电池。']),
  'plan.reserve': never(['Reserve not kept', '保留电量不足'], ['Change the battery.', '更换电池。']),
  'plan.fits_load': note(['Fits with less load', '减载可行'], ['Split the load.', '分两次运送。']),
  'plan.fits_wind': note(['Fits in less wind', '风小可行'], ['Wait for less wind.', '等风减弱。']),
  'plan.fits_load_calm': note(
    ['Fits with less load in calm air', '减载且无风时可行'],
    ['Split the load and wait, or send it by road.', '分两次并等风减弱，或改走陆路。'],
  ),
  'plan.fits_charge': note(['Fits with more charge', '加电可行'], ['Change the battery.', '更换电池。']),
  'plan.fits_no_charge': note(
    ['No battery is enough', '满电也不够'],
    ['Less load, or by road.', '减载或改走陆路。'],
  ),
  'plan.fits_pad': note(['Fits to another pad', '另一坪可行'], ['Choose that pad.', '改选该坪。']),
  'plan.height_lowered': note(['Height lowered', '降低了高度'], ['Nothing to do.', '无需处理。']),
  'plan.no_height': never(['No height to fly at', '没有可用高度'], ['Choose another pad.', '改选起降坪。']),
  'plan.no_alternate': never(
    ['No alternate on the way', '途中没有备降点'],
    ['A fuller battery or less load.', '换满电池或减轻载重。'],
  ),
  'plan.return_unsafe': note(
    ['Own return crosses a closed zone', '自主返航会穿越禁区'],
    ['There divert instead of ordering a return.', '在该段用改降代替返航。'],
  ),
  'plan.point_of_no_return': note(
    ['Point of no return', '不可返航点'],
    ['Decide on a return before it.', '是否返航须在此前决定。'],
  ),
  'plan.detour': note(['Detour', '绕行'], ['Nothing to do.', '无需处理。']),
  'plan.caution': note(['Caution zone', '注意区'], ['Keep an eye on it.', '留意观察。']),
  'plan.temporary_idle': note(['Idle temporary zone', '未生效的临时区'], ['Check its times.', '核对时间。']),
  'plan.risk_for_range': note(
    ['The way spares no people', '航线未绕开人群'],
    ['A fuller battery or less load allows the way around.', '换满电池或减轻载重即可绕行。'],
  ),
  'plan.populated': note(['Over people', '飞越人口区'], ['Nothing to do.', '无需处理。']),
  'preflight.no_plan': never(['No plan', '没有计划'], ['Plan again.', '重新规划。']),
  'preflight.plan_changed': never(
    ['The plan has changed', '计划已变化'],
    ['Look at the plan of now.', '查看当前计划。'],
  ),
  'preflight.plan_outdated': never(['The plan is old', '计划已过期'], ['Plan again.', '重新规划。']),
  'preflight.fence_missing': never(['No fence', '没有围栏'], ['Plan again.', '重新规划。']),
  'preflight.out_of_service': never(['Out of service', '已停用'], ['Take another drone.', '换一架无人机。']),
  'preflight.flight_only': never(
    ['Nothing can be recorded', '无法记录'],
    ['Mend the disk first.', '先修复磁盘。'],
  ),
  'preflight.not_loaded': never(
    ['Not loaded', '装机未完成'],
    ['Scan the boxes onto the drone.', '扫描血箱装机。'],
  ),
  'preflight.box_unsealed': never(['Box without seal', '血箱未封签'], ['Seal the box again.', '重新封签。']),
  'preflight.box_temperature': never(
    ['Box out of range', '血箱温度超限'],
    ['Quarantine the blood.', '隔离血液。'],
  ),
  'preflight.box_temperature_unknown': note(
    ['Box temperature not recorded', '未记录血箱温度'],
    ['Measure when packing.', '装箱时测温。'],
  ),
  'preflight.turnaround': never(
    ['Not turned around', '未完成周转'],
    ['Ask the people at the pad.', '请现场人员确认。'],
  ),
  'preflight.origin_unknown': twoPersons(
    ['Start pad not said clear', '起飞坪未确认'],
    ['Ask the people at the pad.', '请现场人员确认。'],
  ),
  'preflight.destination_unknown': twoPersons(
    ['Landing pad not said clear', '降落坪未确认'],
    ['Ask the people at the pad.', '请现场人员确认。'],
  ),
  'preflight.origin_not_clear': never(
    ['Start pad not clear', '起飞坪未清空'],
    ['Have it cleared.', '清空起飞坪。'],
  ),
  'preflight.destination_not_clear': never(
    ['Landing pad not clear', '降落坪未清空'],
    ['Have it cleared.', '清空降落坪。'],
  ),
  'preflight.pad_taken': never(
    ['Landing pad taken', '降落坪被占用'],
    ['Wait until it is free.', '等待空出。'],
  ),
  'preflight.conflict_flight': never(
    ['Conflict with another flight', '与其他飞行冲突'],
    ['Leave later, or fly at another height.', '推迟起飞或改变高度。'],
  ),
  'preflight.conflict_intent': never(
    ['Conflict with another operator', '与其他运营人冲突'],
    ['Leave later, or fly at another height.', '推迟起飞或改变高度。'],
  ),
  'preflight.departure_later': never(
    ['Its departure is later', '未到起飞时刻'],
    ['Wait until then.', '等到起飞时刻。'],
  ),
  'preflight.pad_wanted': never(
    ['Landing pad promised', '降落坪已预留'],
    ['Wait until it has been used.', '等对方用完。'],
  ),
  'preflight.weather_unknown': never(
    ['Weather not known', '天气未知'],
    ['Enter the weather of now.', '录入当前天气。'],
  ),
  'preflight.weather_limit': twoPersons(
    ['Weather above the limit', '天气超过限值'],
    ['Wait for better weather.', '等天气好转。'],
  ),
  'preflight.weather_hard': never(
    ['Weather above the hard limit', '天气超过硬限值'],
    ['Send it by road.', '改走陆路。'],
  ),
  'preflight.approval_window': twoPersons(
    ['Outside the airspace approval', '不在空域批复时段'],
    ['Enter the approval that is in force.', '录入有效的空域批复。'],
  ),
  'preflight.approval_corridor': never(
    ['Outside the approved corridor', '超出批准的航路范围'],
    ['Plan within it, or have it approved.', '在范围内重新规划，或申请变更。'],
  ),
  'preflight.approval_confirmation': never(
    ['Take-off not confirmed', '起飞未经管制确认'],
    ['Report readiness, record the confirmation.', '报告准备情况并记录确认。'],
  ),
  'preflight.tick_pads': twoPersons(
    ['People at the pads not looked for', '未确认起降坪无人'],
    ['Look at the pad cameras and tick.', '查看起降坪画面后勾选。'],
  ),
  'preflight.tick_airspace': twoPersons(
    ['Airspace notices not looked at', '未查看空域通告'],
    ['Look at the notices and tick.', '查看空域通告后勾选。'],
  ),
  'preflight.tick_payload': twoPersons(
    ['Payload not said secured', '未确认载荷固定'],
    ['Ask at the pad and tick.', '向现场确认后勾选。'],
  ),
  'preflight.tick_control': twoPersons(
    ['No contact with air traffic control', '未与空管建立联系'],
    ['Call them, report readiness, tick.', '联系空管、报告准备情况后勾选。'],
  ),
  'preflight.tick_lights': twoPersons(
    ['Lights not looked at', '未确认航行灯'],
    ['Ask at the pad and tick.', '向现场确认后勾选。'],
  ),
  'preflight.tick_emergency': twoPersons(
    ['Emergency procedure not gone through', '未核对应急处置程序'],
    ['Go through it with both pads and tick.', '与两端现场核对后勾选。'],
  ),
} as const;
