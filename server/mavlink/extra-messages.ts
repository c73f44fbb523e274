import { MavLinkData } from 'mavlink-mappings';
import { fields, zeros } from './message-fields.ts';

// Messages that PX4 1.18 sends and mavlink-mappings 1.0.21 lacks (common.xml and development.xml).

/** LINK_NODE_STATUS. */
export class LinkNodeStatus extends MavLinkData {
  static override MSG_ID = 8;
  static override MSG_NAME = 'LINK_NODE_STATUS';
  static override PAYLOAD_LENGTH = 36;
  static override MAGIC_NUMBER = 117;
  static override FIELDS = fields([
    ['timestamp', 'uint64_t'],
    ['tx_rate', 'uint32_t'],
    ['rx_rate', 'uint32_t'],
    ['messages_sent', 'uint32_t'],
    ['messages_received', 'uint32_t'],
    ['messages_lost', 'uint32_t'],
    ['rx_parse_err', 'uint16_t'],
    ['tx_overflows', 'uint16_t'],
    ['rx_overflows', 'uint16_t'],
    ['tx_buf', 'uint8_t'],
    ['rx_buf', 'uint8_t'],
  ]);
  timestamp = 0n;
  txRate = 0;
  rxRate = 0;
  messagesSent = 0;
  messagesReceived = 0;
  messagesLost = 0;
  rxParseErr = 0;
  txOverflows = 0;
  rxOverflows = 0;
  txBuf = 0;
  rxBuf = 0;
}

/** COMMAND_CANCEL. */
export class CommandCancel extends MavLinkData {
  static override MSG_ID = 80;
  static override MSG_NAME = 'COMMAND_CANCEL';
  static override PAYLOAD_LENGTH = 4;
  static override MAGIC_NUMBER = 14;
  static override FIELDS = fields([
    ['command', 'uint16_t'],
    ['target_system', 'uint8_t'],
    ['target_component', 'uint8_t'],
  ]);
  command = 0;
  targetSystem = 0;
  targetComponent = 0;
}

/** ESC_INFO. */
export class EscInfo extends MavLinkData {
  static override MSG_ID = 290;
  static override MSG_NAME = 'ESC_INFO';
  static override PAYLOAD_LENGTH = 46;
  static override MAGIC_NUMBER = 251;
  static override FIELDS = fields([
    ['time_usec', 'uint64_t'],
    ['error_count', 'uint32_t', 4],
    ['counter', 'uint16_t'],
    ['failure_flags', 'uint16_t', 4],
    ['temperature', 'int16_t', 4],
    ['index', 'uint8_t'],
    ['count', 'uint8_t'],
    ['connection_type', 'uint8_t'],
    ['info', 'uint8_t'],
  ]);
  timeUsec = 0n;
  errorCount = zeros(4);
  counter = 0;
  failureFlags = zeros(4);
  temperature = zeros(4);
  index = 0;
  count = 0;
  connectionType = 0;
  info = 0;
}

/** ESC_STATUS. */
export class EscStatus extends MavLinkData {
  static override MSG_ID = 291;
  static override MSG_NAME = 'ESC_STATUS';
  static override PAYLOAD_LENGTH = 57;
  static override MAGIC_NUMBER = 10;
  static override FIELDS = fields([
    ['time_usec', 'uint64_t'],
    ['rpm', 'int32_t', 4],
    ['voltage', 'float', 4],
    ['current', 'float', 4],
    ['index', 'uint8_t'],
  ]);
  timeUsec = 0n;
  rpm = zeros(4);
  voltage = zeros(4);
  current = zeros(4);
  index = 0;
}

/** PROTOCOL_VERSION. */
export class ProtocolVersion extends MavLinkData {
  static override MSG_ID = 300;
  static override MSG_NAME = 'PROTOCOL_VERSION';
  static override PAYLOAD_LENGTH = 22;
  static override MAGIC_NUMBER = 217;
  static override FIELDS = fields([
    ['version', 'uint16_t'],
    ['min_version', 'uint16_t'],
    ['max_version', 'uint16_t'],
    ['spec_version_hash', 'uint8_t', 8],
    ['library_version_hash', 'uint8_t', 8],
  ]);
  version = 0;
  minVersion = 0;
  maxVersion = 0;
  specVersionHash = zeros(8);
  libraryVersionHash = zeros(8);
}

/** BATTERY_INFO. */
export class BatteryInfo extends MavLinkData {
  static override MSG_ID = 372;
  static override MSG_NAME = 'BATTERY_INFO';
  static override PAYLOAD_LENGTH = 140;
  static override MAGIC_NUMBER = 26;
  static override FIELDS = fields([
    ['discharge_minimum_voltage', 'float'],
    ['charging_minimum_voltage', 'float'],
    ['resting_minimum_voltage', 'float'],
    ['charging_maximum_voltage', 'float'],
    ['charging_maximum_current', 'float'],
    ['nominal_voltage', 'float'],
    ['discharge_maximum_current', 'float'],
    ['discharge_maximum_burst_current', 'float'],
    ['design_capacity', 'float'],
    ['full_charge_capacity', 'float'],
    ['cycle_count', 'uint16_t'],
    ['weight', 'uint16_t'],
    ['id', 'uint8_t'],
    ['battery_function', 'uint8_t'],
    ['type', 'uint8_t'],
    ['state_of_health', 'uint8_t'],
    ['cells_in_series', 'uint8_t'],
    ['manufacture_date', 'char', 9],
    ['serial_number', 'char', 32],
    ['name', 'char', 50],
  ]);
  dischargeMinimumVoltage = 0;
  chargingMinimumVoltage = 0;
  restingMinimumVoltage = 0;
  chargingMaximumVoltage = 0;
  chargingMaximumCurrent = 0;
  nominalVoltage = 0;
  dischargeMaximumCurrent = 0;
  dischargeMaximumBurstCurrent = 0;
  designCapacity = 0;
  fullChargeCapacity = 0;
  cycleCount = 0;
  weight = 0;
  id = 0;
  batteryFunction = 0;
  type = 0;
  stateOfHealth = 0;
  cellsInSeries = 0;
  manufactureDate = '';
  serialNumber = '';
  name = '';
}

/** TIME_ESTIMATE_TO_TARGET. */
export class TimeEstimateToTarget extends MavLinkData {
  static override MSG_ID = 380;
  static override MSG_NAME = 'TIME_ESTIMATE_TO_TARGET';
  static override PAYLOAD_LENGTH = 20;
  static override MAGIC_NUMBER = 232;
  static override FIELDS = fields([
    ['safe_return', 'int32_t'],
    ['land', 'int32_t'],
    ['mission_next_item', 'int32_t'],
    ['mission_end', 'int32_t'],
    ['commanded_action', 'int32_t'],
  ]);
  safeReturn = 0;
  land = 0;
  missionNextItem = 0;
  missionEnd = 0;
  commandedAction = 0;
}

/** COMPONENT_METADATA. */
export class ComponentMetadata extends MavLinkData {
  static override MSG_ID = 397;
  static override MSG_NAME = 'COMPONENT_METADATA';
  static override PAYLOAD_LENGTH = 108;
  static override MAGIC_NUMBER = 182;
  static override FIELDS = fields([
    ['time_boot_ms', 'uint32_t'],
    ['file_crc', 'uint32_t'],
    ['uri', 'char', 100],
  ]);
  timeBootMs = 0;
  fileCrc = 0;
  uri = '';
}

/** GNSS_INTEGRITY. */
export class GnssIntegrity extends MavLinkData {
  static override MSG_ID = 441;
  static override MSG_NAME = 'GNSS_INTEGRITY';
  static override PAYLOAD_LENGTH = 17;
  static override MAGIC_NUMBER = 169;
  static override FIELDS = fields([
    ['system_errors', 'uint32_t'],
    ['raim_hfom', 'uint16_t'],
    ['raim_vfom', 'uint16_t'],
    ['id', 'uint8_t'],
    ['authentication_state', 'uint8_t'],
    ['jamming_state', 'uint8_t'],
    ['spoofing_state', 'uint8_t'],
    ['raim_state', 'uint8_t'],
    ['corrections_quality', 'uint8_t'],
    ['system_status_summary', 'uint8_t'],
    ['gnss_signal_quality', 'uint8_t'],
    ['post_processing_quality', 'uint8_t'],
  ]);
  systemErrors = 0;
  raimHfom = 0;
  raimVfom = 0;
  id = 0;
  authenticationState = 0;
  jammingState = 0;
  spoofingState = 0;
  raimState = 0;
  correctionsQuality = 0;
  systemStatusSummary = 0;
  gnssSignalQuality = 0;
  postProcessingQuality = 0;
}

/** ESTIMATOR_SENSOR_FUSION_STATUS. */
export class EstimatorSensorFusionStatus extends MavLinkData {
  static override MSG_ID = 514;
  static override MSG_NAME = 'ESTIMATOR_SENSOR_FUSION_STATUS';
  static override PAYLOAD_LENGTH = 54;
  static override MAGIC_NUMBER = 197;
  static override FIELDS = fields([
    ['test_ratio', 'float', 9],
    ['intended', 'uint8_t', 9],
    ['active', 'uint8_t', 9],
  ]);
  testRatio = zeros(9);
  intended = zeros(9);
  active = zeros(9);
}

/** PARAM_ERROR. */
export class ParamError extends MavLinkData {
  static override MSG_ID = 345;
  static override MSG_NAME = 'PARAM_ERROR';
  static override PAYLOAD_LENGTH = 21;
  static override MAGIC_NUMBER = 209;
  static override FIELDS = fields([
    ['param_index', 'int16_t'],
    ['target_system', 'uint8_t'],
    ['target_component', 'uint8_t'],
    ['param_id', 'char', 16],
    ['error', 'uint8_t'],
  ]);
  paramIndex = 0;
  targetSystem = 0;
  targetComponent = 0;
  paramId = '';
  error = 0;
}
