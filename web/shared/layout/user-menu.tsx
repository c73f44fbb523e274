import { Button, Menu, SegmentedControl, Stack, Text, useMantineColorScheme } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PasswordDialog } from '../../login/password-dialog.tsx';
import { currentLanguage, setLanguage } from '../i18n/i18n.ts';
import { errorText } from '../i18n/translate.ts';
import { areasOf } from '../session/areas.ts';
import { useMay, useMe, useSession } from '../session/session.tsx';
import { TotpDialog } from '../session/totp-dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { PAPER_PACK } from '../ui/paper-pack-link.tsx';

export const LanguageSwitch = (): ReactElement => {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={t('language.label')}
      value={currentLanguage()}
      onChange={(value) => setLanguage(value)}
      data={[
        { value: 'zh', label: t('language.zh') },
        { value: 'en', label: t('language.en') },
      ]}
    />
  );
};

export const ThemeSwitch = (): ReactElement => {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={t('theme.label')}
      value={colorScheme}
      onChange={(value) => setColorScheme(value)}
      data={(['light', 'dark', 'auto'] as const).map((scheme) => ({
        value: scheme,
        label: t(`theme.${scheme}`),
      }))}
    />
  );
};

const AreaItems = (): ReactElement | null => {
  const { t } = useTranslation();
  const areas = areasOf(useMe().permissions);
  if (areas.length < 2) return null;
  return (
    <>
      {areas.map((area) => (
        <Menu.Item key={area} component={Link} to={`/${area}`} hiddenFrom="sm">
          {t(`nav.${area}`)}
        </Menu.Item>
      ))}
      <Menu.Divider hiddenFrom="sm" />
    </>
  );
};

/** The person, and what belongs to the person: language, appearance, password, log-out. */
export const UserMenu = (): ReactElement => {
  const { t } = useTranslation();
  const { t: tEnum } = useTranslation('enums');
  const { person } = useMe();
  const may = useMay();
  const { signOut } = useSession();
  const [password, setPassword] = useState(false);
  const [codes, setCodes] = useState(false);
  const { t: tPreflight } = useTranslation('preflight');
  return (
    <>
      <Menu position="bottom-end" width={260} shadow="md" closeOnItemClick>
        <Menu.Target>
          <Button
            variant="default"
            size="compact-md"
            aria-label={`${person.name} · ${t('user.menu')}`}
            leftSection={<Icon name="user" size={16} />}
            maw={180}
          >
            {person.name}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <AreaItems />
          <Stack gap="xs" p="xs">
            <div>
              <Text size="sm" fw={600}>
                {person.name}
              </Text>
              <Text size="xs" c="dimmed">
                {tEnum(`role.${person.role}`)} · {person.login}
              </Text>
            </div>
            <LanguageSwitch />
            <ThemeSwitch />
          </Stack>
          <Menu.Divider />
          <Menu.Item leftSection={<Icon name="lock" />} onClick={() => setPassword(true)}>
            {t('user.password')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="lock" />} onClick={() => setCodes(true)}>
            {tPreflight('code.menu')}
          </Menu.Item>
          {may('order.read.all') && (
            <Menu.Item component="a" href={PAPER_PACK} download leftSection={<Icon name="paper" />}>
              {t('paper.link')}
              <Text size="xs" c="dimmed">
                {t('paper.hint')}
              </Text>
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<Icon name="return" />}
            onClick={() => {
              signOut().catch((error: unknown) =>
                notifications.show({ color: 'red', message: errorText(error) }),
              );
            }}
          >
            {t('user.logOut')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <PasswordDialog opened={password} onClose={() => setPassword(false)} />
      <TotpDialog opened={codes} onClose={() => setCodes(false)} />
    </>
  );
};
