/** Which drone flies which order, and why: by the ids of the service. */
export const assign = {
  title: '建议方案',
  accept: '采纳：{{drone}}',
  acceptRoad: '采纳：走陆路',
  others: '其他无人机为何不选',
  reason: '为何不按建议（至少 3 个字）',
  unverified: '陆路时间取自公开报道，未对本院核实。',
  later: '装箱完成后可采纳。',
  why: {
    now_ok:
      '{{drone}} 现在可以起飞，{{inMin}} 分钟内到院（百次中九十五次），比时限早 {{spareMin}} 分钟；电量 {{pct}}%，需要 {{neededPct}}%。',
    now_late:
      '{{drone}} 现在可以起飞，{{inMin}} 分钟内到院（百次中九十五次），比时限晚 {{spareMin}} 分钟，但没有更快的办法；电量 {{pct}}%，需要 {{neededPct}}%。',
    drone_ok:
      '等 {{waitMin}} 分钟：{{drone}} 正在返回，{{inMin}} 分钟内到院（百次中九十五次），比时限早 {{spareMin}} 分钟；电量 {{pct}}%，需要 {{neededPct}}%。',
    drone_late:
      '等 {{waitMin}} 分钟：{{drone}} 正在返回，{{inMin}} 分钟内到院（百次中九十五次），比时限晚 {{spareMin}} 分钟，但没有更快的办法；电量 {{pct}}%，需要 {{neededPct}}%。',
    charge_ok:
      '等 {{waitMin}} 分钟：{{drone}} 充电至 {{neededPct}}%，{{inMin}} 分钟内到院（百次中九十五次），比时限早 {{spareMin}} 分钟；电量 {{pct}}%，需要 {{neededPct}}%。',
    charge_late:
      '等 {{waitMin}} 分钟：{{drone}} 充电至 {{neededPct}}%，{{inMin}} 分钟内到院（百次中九十五次），比时限晚 {{spareMin}} 分钟，但没有更快的办法；电量 {{pct}}%，需要 {{neededPct}}%。',
    swap_ok:
      '{{drone}} 换上电池 {{pack}}（{{waitMin}} 分钟），{{inMin}} 分钟内到院（百次中九十五次），比时限早 {{spareMin}} 分钟；电量 {{pct}}%，需要 {{neededPct}}%。',
    swap_late:
      '{{drone}} 换上电池 {{pack}}（{{waitMin}} 分钟），{{inMin}} 分钟内到院（百次中九十五次），比时限晚 {{spareMin}} 分钟，但没有更快的办法；电量 {{pct}}%，需要 {{neededPct}}%。',
    pad_ok:
      '{{drone}} 等 {{waitMin}} 分钟：对方起降坪腾空后出发，{{inMin}} 分钟内到院（百次中九十五次），比时限早 {{spareMin}} 分钟；电量 {{pct}}%，需要 {{neededPct}}%。',
    pad_late:
      '{{drone}} 等 {{waitMin}} 分钟：对方起降坪腾空后出发，{{inMin}} 分钟内到院（百次中九十五次），比时限晚 {{spareMin}} 分钟，但没有更快的办法；电量 {{pct}}%，需要 {{neededPct}}%。',
    packing_ok:
      '{{drone}} 等 {{waitMin}} 分钟：装箱完成后出发，{{inMin}} 分钟内到院（百次中九十五次），比时限早 {{spareMin}} 分钟；电量 {{pct}}%，需要 {{neededPct}}%。',
    packing_late:
      '{{drone}} 等 {{waitMin}} 分钟：装箱完成后出发，{{inMin}} 分钟内到院（百次中九十五次），比时限晚 {{spareMin}} 分钟，但没有更快的办法；电量 {{pct}}%，需要 {{neededPct}}%。',
    road_out: '走陆路，{{roadMin}} 分钟：无人机均已停用。',
    none_out: '空运与陆路均不可行：无人机均已停用，且没有陆路或陆路超出血液保存时限。',
    road_grounded: '走陆路，{{roadMin}} 分钟：无人机或电池停飞。',
    none_grounded: '空运与陆路均不可行：无人机或电池停飞，且没有陆路或陆路超出血液保存时限。',
    road_silent: '走陆路，{{roadMin}} 分钟：收不到无人机。',
    none_silent: '空运与陆路均不可行：收不到无人机，且没有陆路或陆路超出血液保存时限。',
    road_elsewhere: '走陆路，{{roadMin}} 分钟：血液中心没有无人机。',
    none_elsewhere: '空运与陆路均不可行：血液中心没有无人机，且没有陆路或陆路超出血液保存时限。',
    road_airborne: '走陆路，{{roadMin}} 分钟：无人机都在执行飞行。',
    none_airborne: '空运与陆路均不可行：无人机都在执行飞行，且没有陆路或陆路超出血液保存时限。',
    road_payload: '走陆路，{{roadMin}} 分钟：载荷过重。',
    none_payload: '空运与陆路均不可行：载荷过重，且没有陆路或陆路超出血液保存时限。',
    road_charge: '走陆路，{{roadMin}} 分钟：没有电量足够的电池。',
    none_charge: '空运与陆路均不可行：没有电量足够的电池，且没有陆路或陆路超出血液保存时限。',
    road_viability: '走陆路，{{roadMin}} 分钟：飞行到达时血液已超出保存时限。',
    none_viability: '空运与陆路均不可行：飞行到达时血液已超出保存时限，且没有陆路或陆路超出血液保存时限。',
    road_no_route: '走陆路，{{roadMin}} 分钟：没有可飞航线。',
    none_no_route: '空运与陆路均不可行：没有可飞航线，且没有陆路或陆路超出血液保存时限。',
    road_weather: '走陆路，{{roadMin}} 分钟：天气不允许飞行。',
    none_weather: '空运与陆路均不可行：天气不允许飞行，且没有陆路或陆路超出血液保存时限。',
    road_wind: '走陆路，{{roadMin}} 分钟：风太大。',
    none_wind: '空运与陆路均不可行：风太大，且没有陆路或陆路超出血液保存时限。',
    road_no_airspace: '走陆路，{{roadMin}} 分钟：没有空域数据。',
    none_no_airspace: '空运与陆路均不可行：没有空域数据，且没有陆路或陆路超出血液保存时限。',
    road_ground_stop: '走陆路，{{roadMin}} 分钟：停飞令生效。',
    none_ground_stop: '空运与陆路均不可行：停飞令生效，且没有陆路或陆路超出血液保存时限。',
    road_no_pad: '走陆路，{{roadMin}} 分钟：医院没有起降坪。',
    none_no_pad: '空运与陆路均不可行：医院没有起降坪，且没有陆路或陆路超出血液保存时限。',
    road_taken: '走陆路，{{roadMin}} 分钟：空运只需 {{airMin}} 分钟，但无人机或起降坪更应留给其他订单。',
    none_taken: '空运与陆路均不可行：无人机已用于更急的订单，且没有陆路或陆路超出血液保存时限。',
    road_slower: '走陆路，{{roadMin}} 分钟：没有更快的无人机。',
    none_slower: '空运与陆路均不可行：没有更快的无人机，且没有陆路或陆路超出血液保存时限。',
    road_no_drone: '走陆路，{{roadMin}} 分钟：没有无人机。',
    none_no_drone: '空运与陆路均不可行：没有无人机，且没有陆路或陆路超出血液保存时限。',
    road_faster: '走陆路，{{roadMin}} 分钟：空运含等待与准备需 {{airMin}} 分钟。',
  },
  against: {
    out: '{{drone}} 已停用',
    grounded: '{{drone}} 须先保养',
    silent: '收不到 {{drone}}',
    elsewhere: '{{drone}} 不在血液中心',
    airborne: '{{drone}} 已有飞行',
    payload: '{{drone}} 最多载 {{kg}} kg',
    charge: '{{drone}} 没有 {{neededPct}}% 的电池',
    viability: '{{drone}} 到达时血液已超时限',
    no_route: '{{drone}} 没有航线',
    weather: '天气超出 {{drone}} 限值',
    wind: '风超出 {{drone}} 限值',
    no_airspace: '{{drone}} 没有空域数据',
    ground_stop: '停飞令：{{drone}} 不得起飞',
    no_pad: '没有可供 {{drone}} 的起降坪',
    taken: '{{drone}} 用于 {{number}}',
    slower: '{{drone}} 需 {{inMin}} 分钟到达',
  },
};
