/**
 * What checks find, by the issue's id `area.what`, and under `fix` what would mend it; an id that is not here shows its
 * English sentence.
 */
export const issues = {
  note: {
    identity_number: '备注中疑似有身份证号',
    mobile: '备注中疑似有手机号',
    record_number: '备注中疑似有病历号或住院号',
    bed_and_name: '备注中疑似有床号和姓名',
    name: '备注中疑似有姓名',
  },
  order: {
    needed_by_past: '需要时间已经过去',
    needed_by_far: '需要时间超过 7 天',
    too_many_units: '一次最多订 {{max}} 袋，现为 {{units}} 袋',
    same_line: '第 {{line}} 项与第 {{first}} 项相同',
  },
  stock: {
    shortage:
      '$t(enums:component.{{component}}) {{abo}} $t(enums:rhd.{{rhd}})：需 {{units}} 袋，缺 {{missing}} 袋',
  },
  receipt: {
    seal_mismatch: '血箱 {{boxNo}} 封签为 {{found}}，应为 {{expected}}；血液隔离',
    seal_broken: '血箱 {{boxNo}} 封签破损；血液隔离',
    temperature: '血箱 {{boxNo}} 开箱 {{temperatureC}} ℃，超出 {{range}}；血液隔离',
    temperature_near_limit: '血箱 {{boxNo}} 开箱 {{temperatureC}} ℃，接近限值（{{range}}）',
    appearance: '血箱 {{boxNo}} 内血液外观异常；已隔离',
    unit_expired: '{{din}} 已过期，已隔离',
    late: '晚于需要时间签收',
  },
  airspace: {
    feature: '区域 {{zone}} 不可用：{{fault}}',
    datum: '文件坐标系不是 WGS-84，请先转换',
    unreadable: '文件不是 GeoJSON FeatureCollection',
    ed269: 'ED-269 文件 {{place}}：{{fault}}',
    ed269_schedule: '区域 {{zone}} 有每日时段，按整个时段生效',
    datum_suspected:
      '已知的 {{of}} 处中有 {{count}} 处按 {{datum}} 偏移（“{{zoneZh}}”，{{zone}}，偏 {{m}} 米），文件很可能是 {{datum}} 坐标',
    temporary_untimed: '临时区域“{{zone}}”没有起止时间，不生效',
  },
  /** Why a unit or an order is in its state, as the service stores it. */
  cause: {
    receipt: {
      seal_mismatch: '封签号不符',
      seal_broken: '封签破损',
      temperature: '开箱温度超限',
      appearance: '外观异常',
      unit_expired: '已过期',
    },
    expired_in_stock: '库存中过期',
    swapped: '替换 {{din}}',
  },
  fix: {
    note: {
      identity_number: '请勿填写可识别患者的内容。',
      mobile: '请勿填写可识别患者的内容。',
      record_number: '请勿填写可识别患者的内容。',
      bed_and_name: '请勿填写可识别患者的内容。',
      name: '请勿填写可识别患者的内容。',
    },
    order: {
      needed_by_past: '选择将来的时间。',
      needed_by_far: '请在用血前 7 天内下单。',
      too_many_units: '分成几个订单，或致电血液中心。',
      same_line: '合并为一项。',
    },
    stock: {
      shortage: '入库后再次留血，或拒绝订单。',
    },
    airspace: {
      feature: '修正后重新导入。',
    },
  },
};
