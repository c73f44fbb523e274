import { AppShell, Box, Group, Text, UnstyledButton } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink } from 'react-router';
import { areasOf } from '../session/areas.ts';
import { useMe } from '../session/session.tsx';
import { LiveRefresh } from '../live-refresh.tsx';
import { useSystemInfo } from '../queries.ts';
import { OfflineBanner } from '../ui/offline-banner.tsx';
import { StopBanners } from '../ui/stop-banners.tsx';
import { CodesBadge, CodesLine } from './codes-badge.tsx';
import { ConnectionBadge } from './connection-badge.tsx';
import classes from './shell.module.css';
import { UserMenu } from './user-menu.tsx';

export const HEADER_HEIGHT = 52;

const Brand = (): ReactElement => {
  const { t } = useTranslation();
  return (
    <UnstyledButton component={Link} to="/" aria-label={`${t('brand')} ${t('brandSub')}`}>
      <Group gap={8} wrap="nowrap">
        <img src="/icon.svg" width={26} height={26} alt="" />
        <Text fw={700} size="md" style={{ whiteSpace: 'nowrap' }}>
          {t('brand')}
        </Text>
        <Text size="sm" c="dimmed" visibleFrom="lg">
          {t('brandSub')}
        </Text>
      </Group>
    </UnstyledButton>
  );
};

const Nav = (): ReactElement | null => {
  const { t } = useTranslation();
  const areas = areasOf(useMe().permissions);
  // One area is no choice.
  if (areas.length < 2) return null;
  return (
    <Group component="nav" gap={4} wrap="nowrap" visibleFrom="sm">
      {areas.map((area) => (
        <NavLink
          key={area}
          to={`/${area}`}
          className={({ isActive }) => `${classes['link']} ${isActive ? classes['active'] : ''}`}
        >
          {t(`nav.${area}`)}
        </NavLink>
      ))}
    </Group>
  );
};

/**
 * The frame of every page: top bar, banner when the connection is cut, content.
 * `wide` gives the page the whole width and no padding (maps); otherwise it is padded and at most 1400 px wide.
 */
export const Shell = (props: { children: ReactNode; wide?: boolean }): ReactElement => {
  useSystemInfo();
  return (
    <AppShell header={{ height: HEADER_HEIGHT }} padding={0}>
      <AppShell.Header>
        <Group h="100%" px={{ base: 'sm', sm: 'md' }} justify="space-between" wrap="nowrap" gap="sm">
          <Group gap="lg" wrap="nowrap">
            <Brand />
            <Nav />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <CodesBadge />
            <ConnectionBadge />
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Main className={props.wide === true ? (classes['fill'] ?? '') : ''}>
        <LiveRefresh />
        <CodesLine />
        <OfflineBanner />
        <StopBanners />
        {props.wide === true ? (
          props.children
        ) : (
          <Box px={{ base: 'sm', sm: 'md' }} py="md" maw={1400} mx="auto">
            {props.children}
          </Box>
        )}
      </AppShell.Main>
    </AppShell>
  );
};
