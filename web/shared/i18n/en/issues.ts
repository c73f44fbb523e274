import type { issues as shape } from '../zh/issues.ts';

export const issues: typeof shape = {
  note: {
    identity_number: 'The note holds what looks like an identity number',
    mobile: 'The note holds what looks like a mobile number',
    record_number: 'The note holds what looks like a record number',
    bed_and_name: 'The note holds what looks like a bed and a name',
    name: 'The note holds what looks like a name',
  },
  order: {
    needed_by_past: 'The order is needed at a time that has passed',
    needed_by_far: 'The order is needed more than 7 days from now',
    too_many_units: 'At most {{max}} units at once, got {{units}}',
    same_line: 'Item {{line}} asks for the same as item {{first}}',
  },
  stock: {
    shortage:
      '$t(enums:component.{{component}}) {{abo}} $t(enums:rhd.{{rhd}}): {{missing}} of {{units}} units are missing',
  },
  receipt: {
    seal_mismatch: 'Box {{boxNo}} carries seal {{found}}, expected {{expected}}; its units are quarantined',
    seal_broken: 'The seal of box {{boxNo}} is broken; its units are quarantined',
    temperature:
      'Box {{boxNo}} was opened at {{temperatureC}} °C, outside {{range}}; its units are quarantined',
    temperature_near_limit: 'Box {{boxNo}} was opened at {{temperatureC}} °C, near the limit ({{range}})',
    appearance: 'What is in box {{boxNo}} does not look right; it is quarantined',
    unit_expired: 'Unit {{din}} has expired and is quarantined',
    late: 'Received later than it was needed',
  },
  airspace: {
    feature: 'Zone {{zone}} is not usable: {{fault}}',
    datum: 'The file is not in WGS-84; convert it first',
    ed269: 'ED-269, {{place}}: {{fault}}',
    ed269_schedule: 'Zone {{zone}} has a schedule; it counts for the whole of its period',
    datum_suspected:
      '{{count}} of {{of}} known places are shifted as {{datum}} would shift them (“{{zone}}”, {{zoneZh}}, by {{m}} m): the file seems to be in {{datum}}',
    unreadable: 'The file is no GeoJSON FeatureCollection',
    temporary_untimed: 'Temporary zone “{{zone}}” has no times and is not in force',
  },
  cause: {
    receipt: {
      seal_mismatch: 'another seal number',
      seal_broken: 'seal broken',
      temperature: 'temperature at opening out of range',
      appearance: 'looks abnormal',
      unit_expired: 'expired',
    },
    expired_in_stock: 'expired in stock',
    swapped: 'swapped in for {{din}}',
  },
  fix: {
    note: {
      identity_number: 'Write nothing by which a patient could be known.',
      mobile: 'Write nothing by which a patient could be known.',
      record_number: 'Write nothing by which a patient could be known.',
      bed_and_name: 'Write nothing by which a patient could be known.',
      name: 'Write nothing by which a patient could be known.',
    },
    order: {
      needed_by_past: 'Give a time in the future.',
      needed_by_far: 'Order within 7 days of its use.',
      too_many_units: 'Split the order, or call the blood centre.',
      same_line: 'Put the units on one item.',
    },
    stock: {
      shortage: 'Take units into stock and reserve again, or reject the order.',
    },
    airspace: {
      feature: 'Mend it and import the file again.',
    },
  },
};
